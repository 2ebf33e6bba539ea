"""What the table of counts says as a whole: nothing scans, nothing grows where it need not, no function is left out."""

import re

import pytest

from bench.counts import COUNTS, Count, as_text, load, merged
from infra_cdk.functions import FUNCTIONS
from shared.table.port import Table
from tests.architecture.sources import sources

TABLE_CALLS = {"GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "TransactWriteItems"}
OTHER_CALLS = {"SendMessage", "SendMessageBatch", "PutEvents", "PutObject", "GetObject", "DeleteObject"} | {
    "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "POST to a merchant's server"
}  # fmt: skip
ONE_BY_ONE = {"record_timeline", "manage_notifications", "send_callbacks", "take_shop_orders"}
"""Each order's timeline, each notice that is marked as read, each callback's record and each delivery that is taken up
anew is a write of its own."""

TWO_KINDS = {"money", "wallets"}
"""Two kinds of things are due: surplus and refunds; days of wallets, and what linked methods do for them."""

GROWTH = [
    ("expire_links", "nothing due", "1 due", "5 due"),
    ("purge_links", "nothing due", "1 due", "5 due"),
    ("repair_payments", "nothing due", "1 due", "5 due"),
    ("find_missed_events", "nothing", "2 events", "10 events"),
    ("wake_wallets", "nothing due", "1 due", "5 due"),
    ("return_money", "nothing due", "1 surplus", "5 surplus"),
    ("clear_payments", "nothing due", "1 due", "5 due"),
    ("return_money", "nothing due", "1 refund without an answer", "5 refunds without an answer"),
]


def calls(count: Count) -> list[tuple[int, str]]:
    """How often each call was made in a row, and its name."""
    call = re.compile(r"(?:(\d+) x )?(\w+|stripe .*?|POST to .*?)(?: refused)?(?: of \d+)?")
    found = [call.fullmatch(each) for each in count.calls]
    assert all(found), count.calls
    return [(int(match[1] or 1), match[2]) for match in found if match]


def test_every_call_is_one_of_the_ports() -> None:
    names = {name for count in load().values() for _, name in calls(count)}

    assert {name for name in names if not name.startswith("stripe ")} <= TABLE_CALLS | OTHER_CALLS


def test_the_port_cannot_scan_and_nothing_goes_past_it() -> None:
    assert {name for name in vars(Table) if not name.startswith("_")} == {
        "get", "batch_get", "put", "update", "delete", "query", "transact"
    }  # fmt: skip
    scanning = re.compile(r"[:.\"']scan\b", re.IGNORECASE)
    found = [
        each.name for each in sources("shared", "functions", "infra_cdk") if scanning.search(each.path.read_text())
    ]
    assert found == []


def test_every_function_is_counted() -> None:
    assert {name.split(":")[0] for name in load()} == {spec.name for spec in FUNCTIONS}


def test_nothing_is_read_one_by_one_that_could_be_read_together() -> None:
    found = {
        name: call
        for name, count in load().items()
        for call in calls(count)
        if call[0] > 5 and call[1].endswith("Item") and name.split(":")[0] not in ONE_BY_ONE
    }
    assert found == {}


@pytest.mark.parametrize(("function", "nothing", "one", "five"), GROWTH)
def test_a_schedule_takes_the_same_for_each_thing_that_is_due(function: str, nothing: str, one: str, five: str) -> None:
    none, first, fifth = (load()[f"{function}: {name}"] for name in (nothing, one, five))

    def made(count: Count) -> int:
        return sum(times for times, name in calls(count) if name != "BatchGetItem")

    assert made(fifth) - made(none) == 5 * (made(first) - made(none))
    assert fifth.write - none.write == 5 * (first.write - none.write)


@pytest.mark.parametrize("due", ["links", "payments", "wallets", "money"])
def test_a_schedule_with_nothing_due_asks_each_shard_once(due: str) -> None:
    names = {"links": "expire_links", "payments": "repair_payments", "wallets": "wake_wallets", "money": "return_money"}
    count = load()[f"{names[due]}: nothing due"]

    assert count.calls == (("8 x Query",) if due in TWO_KINDS else ("4 x Query",))
    assert count.write == 0


def test_intake_is_one_call_and_one_unit_of_the_table() -> None:
    for name in ("new", "the same again", "other content"):
        count = load()[f"order_intake: {name}"]
        assert (len(count.calls), count.table) == (1, 1)


@pytest.mark.parametrize("orders", [1, 48, 97])
def test_a_debit_is_one_read_and_one_transaction(orders: int) -> None:
    name = f"auto_debit: {orders} order{'s' * (orders > 1)}"

    assert load()[name].calls == ("GetItem", f"TransactWriteItems of {orders + 3}")


def test_the_file_is_as_it_is_written() -> None:
    assert COUNTS.read_text(encoding="utf-8") == as_text(load())


def test_neighbours_are_told_together() -> None:
    assert merged(["Query", "Query", "GetItem", "Query"]) == ("2 x Query", "GetItem", "Query")
