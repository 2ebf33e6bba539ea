"""DynamoDB's condition and filter expressions, evaluated: the subset that the product writes, to the letter.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

Item = Mapping[str, Any]
Values = Mapping[str, Any]
Test = Callable[[Item, Values], bool]
Operand = Callable[[Item, Values], Any]

_TOKEN: Final = re.compile(r"\s*(?:([#:]\w+)|(<>|<=|>=|[=<>(),])|(\w+))")
_MISSING: Final = object()


class BadExpression(ValueError):
    """The service would answer ``ValidationException``."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression and the names of the values that it uses."""

    holds: Test
    value_names: frozenset[str]


@cache
def compiled(text: str) -> Expression:
    """Parse once. Raises :class:`BadExpression` for what is outside of the subset."""
    parser = _Parser(_tokens(text))
    holds = parser.either()
    parser.end()
    return Expression(holds, frozenset(parser.value_names))


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None:
            raise BadExpression(f"cannot read {text[place:]!r}")
        tokens.append(found[0].strip())
        place = found.end()
    return tokens


def _same_kind(left: Any, right: Any) -> bool:
    return _kind(left) == _kind(right)


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "BOOL"
        case int():
            return "N"
        case str():
            return "S"
        case None:
            return "NULL"
        case list() | tuple():
            return "L"
        case _:
            return "M"


def _equal(left: Any, right: Any) -> bool:
    if type(left) is type(right):
        return bool(left == right)
    return _same_kind(left, right) and bool(left == right)


_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": _equal,
    "<>": lambda left, right: not _equal(left, right),
    "<": lambda left, right: _same_kind(left, right) and bool(left < right),
    "<=": lambda left, right: _same_kind(left, right) and bool(left <= right),
    ">": lambda left, right: _same_kind(left, right) and bool(left > right),
    ">=": lambda left, right: _same_kind(left, right) and bool(left >= right),
}


def _any_of(tests: list[Test]) -> Test:
    def holds(item: Item, values: Values) -> bool:
        for test in tests:  # noqa: SIM110 - a third of the time of any()
            if test(item, values):
                return True
        return False

    return holds


def _all_of(tests: list[Test]) -> Test:
    def holds(item: Item, values: Values) -> bool:
        for test in tests:  # noqa: SIM110 - a third of the time of all()
            if not test(item, values):
                return False
        return True

    return holds


class _Parser:
    """Recursive descent; OR binds weakest, then AND, then NOT."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0
        self.value_names: set[str] = set()

    def either(self) -> Test:
        tests = [self._all()]
        while self._take("OR"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else _any_of(tests)

    def end(self) -> None:
        if self._place != len(self._tokens):
            raise BadExpression(f"unexpected {self._tokens[self._place]!r}")

    def _all(self) -> Test:
        tests = [self._inverse()]
        while self._take("AND"):
            tests.append(self._inverse())
        return tests[0] if len(tests) == 1 else _all_of(tests)

    def _inverse(self) -> Test:
        if self._take("NOT"):
            test = self._inverse()
            return lambda item, values: not test(item, values)
        return self._primary()

    def _primary(self) -> Test:
        if self._take("("):
            test = self.either()
            self._expect(")")
            return test
        token = self._next()
        if token in ("attribute_exists", "attribute_not_exists"):
            return self._existence(wanted=token == "attribute_exists")
        if token == "begins_with":
            return self._prefix()
        return self._comparison(self._operand(token))

    def _existence(self, *, wanted: bool) -> Test:
        self._expect("(")
        name = self._next().removeprefix("#")
        self._expect(")")
        return lambda item, values: (name in item) is wanted

    def _prefix(self) -> Test:
        self._expect("(")
        whole = self._operand(self._next())
        self._expect(",")
        start = self._operand(self._next())
        self._expect(")")

        def starts(item: Item, values: Values) -> bool:
            value, prefix = whole(item, values), start(item, values)
            return isinstance(value, str) and isinstance(prefix, str) and value.startswith(prefix)

        return starts

    def _comparison(self, left: Operand) -> Test:
        operator = self._next()
        if operator == "IN":
            return self._membership(left)
        if operator == "BETWEEN":
            low = self._operand(self._next())
            self._expect("AND")
            high = self._operand(self._next())
            return _compared(left, ">=", low, and_then=_compared(left, "<=", high))
        if operator not in _COMPARE:
            raise BadExpression(f"no comparison {operator!r}")
        return _compared(left, operator, self._operand(self._next()))

    def _membership(self, left: Operand) -> Test:
        self._expect("(")
        choices = [self._operand(self._next())]
        while self._take(","):
            choices.append(self._operand(self._next()))
        self._expect(")")

        def member(item: Item, values: Values) -> bool:
            value = left(item, values)
            return value is not _MISSING and any(_equal(value, choice(item, values)) for choice in choices)

        return member

    def _operand(self, token: str) -> Operand:
        name = token[1:]
        if token.startswith("#"):
            return lambda item, values: item.get(name, _MISSING)
        if token.startswith(":"):
            self.value_names.add(name)
            return lambda item, values: values[name]
        raise BadExpression(f"no operand {token!r}")

    def _take(self, token: str) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place] == token:
            self._place += 1
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise BadExpression(f"{token!r} is missing")

    def _next(self) -> str:
        if self._place == len(self._tokens):
            raise BadExpression("the expression ends too early")
        self._place += 1
        return self._tokens[self._place - 1]


def _compared(left: Operand, operator: str, right: Operand, and_then: Test | None = None) -> Test:
    compare = _COMPARE[operator]

    def test(item: Item, values: Values) -> bool:
        one, other = left(item, values), right(item, values)
        if one is _MISSING or other is _MISSING:
            return operator == "<>"
        return compare(one, other) and (and_then is None or and_then(item, values))

    return test
