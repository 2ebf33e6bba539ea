"""DynamoDB's request units, by the examples of its documentation and by figures measured on the service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.units.charges import Change, Units, query_units, read_units, write_units
from bench.units.indexes import INDEXES, Index, IndexWrite, index_writes
from bench.units.sizes import item_size, value_size
from shared.table.keys import DUE_INDEX, LIST_INDEX
from tests.support.simulation import table as memory

LIST, DUE = INDEXES
WHOLE = Index("list", whole=True)
"""Not deployed; the rules are those of any index."""


def of_size(size: int, **attributes: object) -> dict[str, object]:
    """An item that counts for exactly this many bytes."""
    item: dict[str, object] = {"pk": "a", "sk": "b", **attributes, "fill": ""}
    return item | {"fill": "x" * (size - item_size(item))}


def listed(partition: str, size: int, **attributes: object) -> dict[str, object]:
    """An item of the list index."""
    return of_size(size, list_pk=partition, list_sk="t", **attributes)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("", 0),
        ("paper", 5),
        ("Füße", 6),
        (None, 1),
        (True, 1),
        (False, 1),
        (0, 1),
        (7, 2),
        (12, 2),
        (123, 3),
        (4590, 3),
        (100_000, 2),
        (-12, 3),
        ([], 3),
        ({}, 3),
        (["a", "bc"], 3 + 2 + 3),
        (("a", "bc"), 3 + 2 + 3),
        ({"ab": None, "c": [1]}, 3 + (1 + 2 + 1) + (1 + 1 + (3 + 1 + 2))),
    ],
)
def test_values_have_the_sizes_of_the_documentation(value: object, size: int) -> None:
    assert value_size(value) == size


def test_an_item_is_its_names_and_its_values() -> None:
    assert item_size({"pk": "ord_1", "größe": 12, "paid": True}) == (2 + 5) + (7 + 2) + (4 + 1)
    assert item_size(None) == 0


def test_what_no_item_holds_has_no_size() -> None:
    with pytest.raises(TypeError, match="float"):
        value_size(1.5)


@pytest.mark.parametrize(("size", "units"), [(100, 1), (1_024, 1), (1_025, 2), (3 * 1_024, 3)])
def test_a_write_takes_a_unit_a_kilobyte_and_twice_that_in_a_transaction(size: int, units: int) -> None:
    new = [Change(None, of_size(size))]

    assert write_units(new) == Units(table=units)
    assert write_units(new, transaction=True) == Units(table=2 * units)


def test_an_update_counts_by_the_larger_of_before_and_after() -> None:
    shrunk = Change(of_size(3_000), of_size(100))

    assert write_units([shrunk]).table == write_units([Change(shrunk.after, shrunk.before)]).table == 3


def test_a_check_in_a_transaction_counts_like_a_write_that_changes_nothing() -> None:
    checked = Change(listed("a", 1_500), listed("a", 1_500))

    assert write_units([checked, Change(None, None)], transaction=True) == Units(table=4 + 2)


def test_a_refused_write_counts_on_the_table_alone() -> None:
    refused = [Change(listed("a", 300), listed("b", 1_100))]

    assert write_units(refused, applied=False) == Units(table=2)
    assert write_units(refused, transaction=True, applied=False) == Units(table=4)


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, listed("a", 100), 1),
        (None, listed("a", 1_100), 2),
        (of_size(100), listed("a", 100), 1),
        (listed("a", 100), listed("b", 100), 2),
        (listed("a", 1_517), listed("b", 1_517), 4),
        (listed("a", 1_517), listed("b", 100), 3),
        (listed("a", 1_100), of_size(100), 2),
        (listed("a", 3_072), listed("a", 100), 3),
        (listed("a", 100), listed("a", 3_072), 3),
        (listed("a", 100), listed("a", 100), 0),
        (of_size(100), of_size(200), 0),
    ],
    ids=["new", "large", "enters", "moves", "both-large", "shrinks", "leaves", "less", "more", "same", "outside"],
)
def test_an_index_takes_the_writes_that_the_documentation_names(
    before: dict[str, object] | None, after: dict[str, object], units: int
) -> None:
    assert sum(write.units for write in index_writes(WHOLE, before, after)) == units


def test_a_moving_entry_writes_to_the_partition_it_leaves_and_to_the_one_it_enters() -> None:
    assert index_writes(LIST, listed("open", 100), listed("done", 100)) == [
        IndexWrite("list", "open", 1),
        IndexWrite("list", "done", 1),
    ]


def test_an_item_without_a_sort_key_is_not_in_the_index() -> None:
    assert index_writes(LIST, None, of_size(100, list_pk="a")) == []


def test_an_index_of_keys_sees_no_other_attribute_and_is_small() -> None:
    due = {"due_pk": "due#payment#1", "due_sk": "2026"}

    assert index_writes(DUE, of_size(5_000, **due), of_size(9_000, **due)) == []
    assert index_writes(DUE, None, of_size(9_000, **due)) == [IndexWrite("due", "due#payment#1", 1)]


def test_an_index_write_in_a_transaction_costs_what_it_costs_outside() -> None:
    moved = [Change(listed("open", 500), listed("done", 600))]

    assert write_units(moved) == Units(table=1, index=2)
    assert write_units(moved, transaction=True) == Units(table=2, index=2)


@pytest.mark.parametrize(("size", "units"), [(100, 1), (3_500, 1), (4_096, 1), (8_192, 2), (10_240, 3)])
def test_a_consistent_read_takes_a_unit_for_four_kilobytes(size: int, units: int) -> None:
    assert read_units(of_size(size)) == Units(read=units)


def test_what_is_not_there_is_read_for_one_unit() -> None:
    assert read_units(None) == Units(read=1)
    assert query_units([], consistent=True) == Units(read=1)


def test_a_query_of_an_index_counts_the_sum_and_half_of_it() -> None:
    eight = [of_size(2_000)] * 8

    assert query_units(eight, consistent=False) == Units(read=2)
    assert query_units(eight, consistent=True) == Units(read=4)


def test_the_memory_table_and_the_key_schema_know_the_same_indexes() -> None:
    assert tuple(index.name for index in INDEXES) == memory.INDEXES == (LIST_INDEX, DUE_INDEX)
    assert {index.name for index in INDEXES if not index.whole} == memory._KEYS_ONLY
    assert not [index for index in INDEXES if index.whole], "whoever reads an index reads the items behind it"


sized = st.integers(60, 6_000)
partitions = st.sampled_from(["a", "b"])
stored = st.none() | st.builds(of_size, sized) | st.builds(listed, partitions, sized)


@given(stored, stored)
def test_going_back_costs_what_going_there_cost(before: dict[str, object], after: dict[str, object]) -> None:
    assert write_units([Change(before, after)]) == write_units([Change(after, before)])


@given(stored, stored, stored)
def test_what_is_written_together_costs_the_sum_twice_on_the_table(
    first: dict[str, object], second: dict[str, object], after: dict[str, object]
) -> None:
    one, other = write_units([Change(first, after)]), write_units([Change(second, after)])
    both = write_units([Change(first, after), Change(second, after)], transaction=True)

    assert both == Units(table=2 * (one.table + other.table), index=one.index + other.index)
