"""Runs the same operations against the stand-in and against another table."""

from collections.abc import Sequence
from typing import Any

from shared.table.port import Condition, Query, Table
from tests.conformance.operations import CONDITIONS, Answer, Operation, answer_to, operations
from tests.support.simulation.table import MemoryTable


def compare(table: Table, seed: int, count: int, conditions: Sequence[Condition] = CONDITIONS) -> MemoryTable:
    """Every answer is the same; the stand-in, for more questions. The other table must be empty."""
    memory = MemoryTable()
    for number, operation in enumerate(operations(seed, count, conditions)):
        expected, given = answer_to(table, operation), answer_to(memory, operation)
        if isinstance(operation, Query) and expected != given:
            expected, given = whole(table, operation, expected), whole(memory, operation, given)
        assert given == expected, f"seed {seed}, operation {number}: {operation}\n{given}\n{expected}"
    return memory


def whole(table: Table, query: Query, answer: Answer) -> Any:
    """All that follows a page, too.

    Where a page ends together with its partition, a service may say so at once or with one more, empty page.
    """
    kind, content = answer
    if kind != "page":
        return answer
    items, reached = list(content[0]), content[1]
    while reached is not None:
        page = table.query(_following(query, reached))
        sort = f"{query.index}_sk" if query.index else "sk"
        items += [item for item in page.items if item[sort] != reached]
        reached = page.scanned_to if page.scanned_to != reached else None
    return items


def _following(query: Query, reached: str) -> Query:
    bound = {"sort_below" if query.newest_first else "sort_above": reached}
    kept = {name: getattr(query, name) for name in Query.__dataclass_fields__}
    return Query(**{**kept, "sort_prefix": None, "limit": 100, **bound})


def run(table: Table, ordered: list[Operation]) -> list[Answer]:
    """Answers to these operations."""
    return [answer_to(table, operation) for operation in ordered]
