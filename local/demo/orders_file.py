"""Read a file of orders: one JSON object a line, the body of `POST /v1/orders` plus `merchant`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LONGEST_NAME = 100


@dataclass(frozen=True)
class OrderLine:
    """One order to play."""

    number: int
    merchant: str
    body: dict[str, Any]

    @property
    def natural_key(self) -> tuple[str, str, str]:
        """Lines with the same key concern the same order and keep their order."""
        return self.merchant, str(self.body.get("source")), str(self.body.get("external_id"))

    @property
    def amount(self) -> int:
        """The amount, or 0 where it is not one: the API will say so."""
        amount = self.body.get("amount")
        return amount if isinstance(amount, int) and not isinstance(amount, bool) else 0


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be sent at all."""

    number: int
    reason: str


def read_orders(path: Path) -> tuple[list[OrderLine], list[BadLine]]:
    """Return the orders and the lines that are none; empty lines are skipped."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        return parse_orders(lines)


def parse_orders(lines: Iterable[str]) -> tuple[list[OrderLine], list[BadLine]]:
    """Parse every line by itself: one bad line does not spoil the others."""
    orders: list[OrderLine] = []
    bad: list[BadLine] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        parsed = _parse(number, line)
        if isinstance(parsed, OrderLine):
            orders.append(parsed)
        else:
            bad.append(parsed)
    return orders, bad


def _parse(number: int, line: str) -> OrderLine | BadLine:
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        return BadLine(number, f"not JSON: {error}")
    if not isinstance(value, dict):
        return BadLine(number, "not a JSON object")
    merchant = value.pop("merchant", None)
    if not isinstance(merchant, str) or not merchant.strip():
        return BadLine(number, "`merchant` must be a name")
    if len(merchant) > _LONGEST_NAME:
        return BadLine(number, f"`merchant` is longer than {_LONGEST_NAME} characters")
    return OrderLine(number, merchant.strip(), value)
