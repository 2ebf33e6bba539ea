"""The codes by which sources say why something ended, read from the text: so a new one is found by itself."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_SHARED: Final = Path(__file__).parents[2] / "shared"
_FOLDERS: Final = (
    *("payments/charging", "payments/dunning", "payments/topping_up", "payments/linking", "payments/sending"),
    *("payment_methods", "links/documents"),
)
SOURCES: Final = (
    *(path for folder in _FOLDERS for path in sorted(_SHARED.joinpath(folder).glob("*.py"))),
    _SHARED / "stripe_gateway/amounts.py",
)
"""Where charges, methods, messages and documents end."""

_NAMES: Final = ("reason", "health_reason")
_SAYING: Final = ("_Verdict", "Failure", "Refused", "_NotToBeSent", "fail", "_give_up")
_STATES: Final = ("paid", "void", "voiding", "expired")
_ELSEWHERE: Final = frozenset(
    (
        # Why a notice's own mail or a closed link's message was not sent: nobody is told of that.
        *("link_paid", "link_void", "link_voiding"),
        # What was not even offered for a refund, which no charge is.
        "amount_not_refundable",
    )
)


def reasons_in(*paths: Path) -> set[str]:
    """Every text that is given as a reason in these files."""
    return {text for path in paths for text in _of_file(ast.parse(path.read_text(encoding="utf-8")))} - _ELSEWHERE


def _of_file(tree: ast.Module) -> Iterator[str]:
    known: dict[str, ast.expr | None] = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        for given in _given(node):
            yield from _texts(given, known)


def _given(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.keyword(arg=name, value=value) if name in _NAMES:
            yield value
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _NAMES:
            yield value
        case ast.Call(func=ast.Name(id=name), args=args) if name in _SAYING:
            yield from args
        case ast.Call(func=ast.Name(id="_refused"), args=[_, ast.AST() as code, _]):
            yield code
        case ast.Dict(keys=keys, values=values):
            yield from (value for key, value in zip(keys, values, strict=True) if _is_reason(key))
        case _:
            pass


def _is_reason(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value in _NAMES


def _texts(node: ast.AST, known: dict[str, ast.expr | None]) -> Iterator[str]:
    """A reason in the parts of this expression; a status that is put into one stands for each that it can be."""
    match node:
        case ast.Constant(value=str() as text) if text:
            yield text
        case ast.Name(id=name) if name in known:
            yield from _texts(known[name] or node, {})
        case ast.IfExp(body=body, orelse=other):
            yield from (*_texts(body, known), *_texts(other, known))
        case ast.BoolOp(values=values):
            yield from (text for value in values for text in _texts(value, known))
        case ast.JoinedStr(values=[ast.Constant(value=str() as start), _]):
            yield from (f"{start}{state}" for state in _STATES)
        case _:
            pass
