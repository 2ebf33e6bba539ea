"""What no log may hold: keys, link tokens, signing secrets, addresses, numbers of phones and cards."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_SHAPES: Final = {
    "API key": re.compile(r"opay_[0-9a-hjkmnp-tv-z]{52}"),
    "Stripe key": re.compile(r"\b(?:sk|rk)_(?:test|live)_\w{8,}"),
    "signing secret": re.compile(r"\bwhsec_[\w+/=]{8,}"),
    "link token": re.compile(r"/pay/[0-9a-hjkmnp-tv-z]{52}"),
    "e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone number": re.compile(r"(?<![\w/+=.-])\+[1-9]\d{8,14}(?!\w)"),
}
_CARD: Final = re.compile(
    r"(?<![\w.-])(?:4\d{3}|5[1-5]\d\d|3[47]\d\d|6011|65\d\d|2[2-7]\d\d)(?:[ -]?\d){11,12}(?![\w.-])"
)
# Where the emulator stands in for mail and SMS it notes whom it was handed a message for, as no function does.
_OF_THE_PROVIDER: Final = re.compile(r"\S+ \S+ INFO \[(?:ses-v2|sns)\] (?:SESv2 SendEmail: |SNS SMS to )")
_ADDRESS: Final = "e-mail address"
_PERSONAL: Final = {"email": _ADDRESS, "phone": "phone number", "to": "recipient", "token": "link token"}
_SHORTEST: Final = 8
"""What is shorter is in every log by chance."""


@dataclass(frozen=True, order=True)
class Leak:
    """What kind of thing stands in which line of which log; never the thing itself."""

    log: str
    line: int
    kind: str


def find_leaks(name: str, text: str, known: Mapping[str, str] | None = None) -> list[Leak]:
    """Everything in a log that has the shape of a secret, and each of the ``known`` values (value to kind)."""
    present = {value: kind for value, kind in (known or {}).items() if value in text}
    found = {
        Leak(name, number, kind)
        for number, line in enumerate(text.splitlines(), start=1)
        for kind in _kinds(line, present)
        if not _OF_THE_PROVIDER.match(line)
    }
    return sorted(found)


def known_values(items: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The secrets, tokens and people's addresses in items of the table: value to kind."""
    return {value: kind for item in items for value, kind in _values(item) if len(value) >= _SHORTEST}


def _values(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, held in value.items():
            if inner == "secrets":
                yield from ((each, "signing secret") for each in _secrets(held))
            else:
                yield from _values(held, inner)
    elif isinstance(value, list):
        for each in value:
            yield from _values(each, name)
    elif isinstance(value, str) and value.startswith(("{", "[{")):
        yield from _values(_parsed(value), name)
    elif isinstance(value, str) and name in _PERSONAL:
        yield value, _PERSONAL[name]


def _parsed(text: str) -> Any:
    """What an item holds as JSON, or nothing for text that only looks like it."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _secrets(rows: Iterable[Sequence[str | None]]) -> Iterator[str]:
    """The values in rows of secrets (``shared/rotation.py``); their ids and moments are no secret."""
    yield from (value for _, value, *_ in rows if value)


def _kinds(line: str, present: Mapping[str, str]) -> Iterator[str]:
    yield from (kind for kind, shape in _SHAPES.items() if shape.search(line))
    yield from (kind for value, kind in present.items() if value in line)
    yield from ("card number" for found in _CARD.finditer(line) if _adds_up(re.sub(r"\D", "", found[0])))


def _adds_up(digits: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
