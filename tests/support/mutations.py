"""What a broken or hostile writer could make of something that was right: parts gone, of other types, too deep."""

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from hypothesis import strategies as st

Path = tuple[str | int, ...]

JUNK: Final[Sequence[Any]] = (
    None, True, False, -1, 0, 1.5, 10**400, "", "x", "\x00", "\ud800", "9" * 5_000, "10000-13-40T25:61:00Z",
    "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", [], {}, [[]], [None], {"id": []}, {"": {"": {}}},
)  # fmt: skip
"""In the place of anything."""

WIRE_JUNK: Final[Sequence[Any]] = (
    {}, {"S": 5}, {"S": None}, {"S": ""}, {"S": "x"}, {"S": "[]"}, {"S": "{}"}, {"S": "\ud800"}, {"N": "4.5"},
    {"N": "1E400"}, {"N": 5}, {"N": None}, {"N": "-1"}, {"N": "9" * 38}, {"B": "AA=="}, {"SS": ["x"]}, {"NULL": True},
    {"BOOL": "x"}, {"BOOL": True}, {"L": {}}, {"L": []}, {"L": [{"M": {}}]}, {"M": []}, {"M": {}}, {"M": {"a": "x"}},
    {"S": "10000-13-40T25:61:00Z"}, {"S": "9999-12-31T23:59:59.999Z"},
)  # fmt: skip
"""In the place of an attribute in DynamoDB's wire form."""

TOO_DEEP: Final = "[" * 100_000
BODIES: Final[Sequence[str]] = ("", " ", "null", "5", "[]", "{}", '""', "NaN", "{", '{"id":', TOO_DEEP, "1" * 6_000)
"""Texts of messages that are none of ours."""


@st.composite
def mutated(draw: st.DrawFn, value: Any, junk: Sequence[Any] = JUNK) -> Any:
    """A copy of a JSON value of which one to three parts were deleted, replaced, retyped, nested or renamed."""
    made = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        paths = list(_paths(made))
        if not paths:
            return draw(st.sampled_from(junk))
        made = _changed(draw, made, draw(st.sampled_from(paths)), junk)
    return made


@st.composite
def bodies(draw: st.DrawFn, body: str) -> str:
    """The text of a message of ours, broken: as JSON, as text, or another text altogether."""
    match draw(st.integers(0, 9)):
        case 0:
            return draw(st.sampled_from(BODIES))
        case 1:
            return body[: draw(st.integers(0, len(body) - 1))]
        case 2:
            return draw(st.text(st.characters(codec="utf-8"), max_size=60))
        case _:
            return json.dumps(draw(mutated(json.loads(body))))


def _changed(draw: st.DrawFn, root: Any, path: Path, junk: Sequence[Any]) -> Any:
    parent: Any = root
    for step in path[:-1]:
        parent = parent[step]
    at = path[-1]
    match draw(st.sampled_from(("delete", "replace", "replace", "retype", "nest", "rename"))):
        case "delete":
            del parent[at]
        case "replace":
            parent[at] = copy.deepcopy(draw(st.sampled_from(junk)))
        case "retype":
            parent[at] = _of_another_type(parent[at])
        case "nest":
            parent[at] = {"x": [parent[at]]}
        case "rename" if isinstance(parent, dict):
            parent[f"{at}x"] = parent.pop(at)
        case _:
            parent.append(parent[at])
    return root


def _of_another_type(value: Any) -> Any:
    """The same, said otherwise."""
    match value:
        case str():
            return [value]
        case bool() | int() | float():
            return str(value)
        case dict():
            return list(value.items())
        case _:
            return {"0": value}


def _paths(value: Any, so_far: Path = ()) -> Iterator[Path]:
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*so_far, step)
        yield from _paths(inner, (*so_far, step))
