"""The meter: every call of the port by name, in order, with its units."""

import pytest

from bench.units.charges import Units
from shared.table.keys import Key
from shared.table.port import ABSENT, PRESENT, Check, ConditionFailed, Put, Query, TransactionFailed, Update
from tests.support.meter import Call, Meter, MeteredTable
from tests.support.watched_table import WatchedTable

ONE, OTHER = Key("ord_1", "order"), Key("ord_2", "order")


def item(key: Key, half: str = "open", fill: int = 0) -> dict[str, object]:
    """An order as the table knows it."""
    return {"pk": key.pk, "sk": key.sk, "list_pk": half, "list_sk": key.pk, "fill": "x" * fill}


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
def table(meter: Meter) -> MeteredTable:
    return MeteredTable(WatchedTable(), meter)


def test_writes_are_counted_with_their_index_writes(table: MeteredTable, meter: Meter) -> None:
    table.put(Put(item(ONE), ABSENT))
    table.update(Update(ONE, {"list_pk": "done"}, condition=PRESENT))
    table.update(Update(ONE, {}, remove=("list_pk", "list_sk")))

    assert meter.calls == [
        Call("PutItem", None, Units(table=1, index=1)),
        Call("UpdateItem", None, Units(table=1, index=2)),
        Call("UpdateItem", None, Units(table=1, index=1)),
    ]


def test_a_refused_write_is_told_as_such_and_counts(table: MeteredTable, meter: Meter) -> None:
    table.put(Put(item(ONE)))
    with meter.reading() as calls, pytest.raises(ConditionFailed):
        table.put(Put(item(ONE, "done", fill=1_500), ABSENT))

    assert calls == [Call("PutItem refused", None, Units(table=2))]


def test_an_update_makes_what_is_not_there(table: MeteredTable, meter: Meter) -> None:
    table.update(Update(ONE, {"fill": "x" * 1_500}))

    assert meter.calls == [Call("UpdateItem", None, Units(table=2))]


def test_a_transaction_counts_twice_and_its_checks_too(table: MeteredTable, meter: Meter) -> None:
    table.put(Put(item(ONE, fill=1_500)))
    with meter.reading() as calls:
        table.transact([Check(ONE, PRESENT), Put(item(OTHER))])

    assert calls == [Call("TransactWriteItems", 2, Units(table=4 + 2, index=1))]


def test_a_cancelled_transaction_counts_on_the_table(table: MeteredTable, meter: Meter) -> None:
    with pytest.raises(TransactionFailed):
        table.transact([Check(ONE, PRESENT), Put(item(OTHER))])

    assert meter.calls == [Call("TransactWriteItems refused", 2, Units(table=4))]


def test_reads_are_counted_by_the_size_of_what_is_there(table: MeteredTable, meter: Meter) -> None:
    table.put(Put(item(ONE, fill=5_000)))
    with meter.reading() as calls:
        table.get(ONE)
        table.get(OTHER)
        table.batch_get([ONE, OTHER])
        table.batch_get([])

    assert calls == [
        Call("GetItem", None, Units(read=2)),
        Call("GetItem", None, Units(read=1)),
        Call("BatchGetItem", 2, Units(read=3)),
    ]


def test_a_query_counts_what_the_index_holds(table: MeteredTable, meter: Meter) -> None:
    for number in range(5):
        table.put(Put(item(Key(f"ord_{number}", "order"), fill=4_000)))
    with meter.reading() as calls:
        table.query(Query("list", "open", 3))
        table.query(Query(None, "ord_1", 3))

    assert calls == [Call("Query", None, Units(read=0.5)), Call("Query", None, Units(read=1))]
