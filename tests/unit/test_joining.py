"""Which messages of a wallet are debited in one transaction, and that nothing is lost, passed or dragged along."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.auto_debit import handler
from functions.auto_debit.handler import lambda_handler as auto_debit
from shared.errors import Busy
from shared.payments.credits.auto_debit import MAX_ORDERS
from shared.payments.credits.debit_request import MAX_BYTES, DebitRequest, DrainRequest, WantedDebit, group_requests
from shared.payments.credits.joining import Asked, joined, read_asked
from shared.payments.credits.planning import DebitPlan
from shared.payments.model import Target
from shared.runtime import wiring

DRAIN = Asked(DrainRequest("mer_1", "EUR", False, ""), again=False)
UNREADABLE = read_asked("{}", again=False)


def asked(message: int, orders: int = 5, size: int = 2_000, wallet: str = "mer_1", *, again: bool = False) -> Asked:
    """A message about orders that tell which message they are from."""
    targets = tuple(Target(f"ord_{message}_{number}", 100, 1) for number in range(orders))
    return Asked(DebitRequest(wallet, "EUR", targets, size=size), again)


def counts(*messages: Asked) -> list[int]:
    return [count for count, _ in joined(messages)]


def orders_of(request: object) -> list[Target]:
    return list(request.targets) if isinstance(request, DebitRequest) else []


one_message = (
    st.builds(
        asked, st.integers(0, 30), st.integers(1, MAX_ORDERS), st.sampled_from([0, 900, MAX_BYTES // 3, MAX_BYTES]),
        st.sampled_from(["mer_1", "mer_1", "mer_1", "mer_2"]), again=st.sampled_from([False, False, False, True]),
    )
    | st.builds(asked, st.integers(0, 30), st.integers(1, 12), st.integers(1, 9_000))
    | st.sampled_from([DRAIN, UNREADABLE])
)  # fmt: skip


@given(st.lists(one_message, max_size=10))
def test_every_order_is_asked_for_once_in_its_order_and_limits_hold(messages: list[Asked]) -> None:
    place = 0
    for count, request in joined(messages):
        part, place = messages[place : place + count], place + count
        assert count > 0
        if count == 1:
            assert request is part[0].request
            continue
        assert isinstance(request, DebitRequest)
        assert not any(each.again for each in part)
        requests = [each.request for each in part]
        assert {(r.merchant_id, r.currency) for r in requests if isinstance(r, DebitRequest)} == {
            (request.merchant_id, request.currency)
        }
        assert [target for each in requests for target in orders_of(each)] == orders_of(request)
        assert all(isinstance(each, DebitRequest) and each.size > 0 for each in requests)
        assert len(request.targets) == len({target.id for target in request.targets}) <= MAX_ORDERS
        assert request.size == sum(each.size for each in requests if isinstance(each, DebitRequest)) <= MAX_BYTES
    assert place == len(messages)


def test_what_fits_is_one_transaction() -> None:
    assert counts(*(asked(n) for n in range(10))) == [10]
    assert counts(*(asked(n, orders=10) for n in range(10))) == [9, 1]
    assert counts(asked(1, orders=48), asked(2, orders=49)) == [2]
    assert counts(asked(1, size=MAX_BYTES - 1), asked(2, size=1), asked(3, size=1)) == [2, 1]
    assert counts() == []


@pytest.mark.parametrize("barrier", [DRAIN, UNREADABLE, asked(9, again=True), asked(9, size=0), asked(9, wallet="x")])
def test_nothing_joins_across_a_barrier(barrier: Asked) -> None:
    assert counts(asked(1), asked(2), barrier, asked(3), asked(4)) == [2, 1, 2]


def test_two_currencies_never_meet_in_one_transaction() -> None:
    euros, dollars = (
        Asked(DebitRequest("mer_1", currency, (Target(f"ord_{currency}", 100, 1),), size=1), again=False)
        for currency in ("EUR", "USD")
    )
    assert [request for _, request in joined([euros, dollars, euros])] == [
        euros.request,
        dollars.request,
        euros.request,
    ]


def test_an_older_message_told_again_takes_the_place_of_no_newer_one() -> None:
    newer, older = (DebitRequest("mer_1", "EUR", (Target("ord_1", 100, version),), size=1) for version in (2, 1))
    messages = [Asked(newer, again=False), Asked(older, again=False)]
    assert [request for _, request in joined(messages)] == [newer, older]


@given(st.integers(1, 30), st.integers(0, 390_000))
def test_a_message_says_how_large_its_orders_are_and_is_the_same_message_whatever_it_says(
    orders: int, size: int
) -> None:
    wanted = [WantedDebit("mer_1", "EUR", Target(f"ord_{n}", 1, 1), size, "new") for n in range(orders)]
    for request in group_requests(wanted):
        message = request.message()
        told = read_asked(message.body, again=False).request
        assert isinstance(told, DebitRequest)
        assert told.size == size * len(request.targets) <= MAX_BYTES
        unsized = DebitRequest("mer_1", "EUR", request.targets, request.causes)
        assert unsized.message().deduplication_id == message.deduplication_id


def test_one_order_of_unknown_size_makes_the_messages_size_unknown() -> None:
    wanted = [WantedDebit("mer_1", "EUR", Target(f"ord_{size}", 1, 1), size, "new") for size in (400, 0)]
    assert [request.size for request in group_requests(wanted)] == [0]


@pytest.mark.parametrize("size", ["", ',"bytes":0', ',"bytes":-5'])
def test_a_message_without_a_size_is_read_and_never_joined(size: str) -> None:
    body = f'{{"merchant_id":"mer_1","currency":"EUR","orders":[["ord_1",1,1]]{size}}}'
    old = read_asked(body, again=False)
    assert orders_of(old.request) == [Target("ord_1", 1, 1)]
    assert counts(asked(1), old, asked(2)) == [1, 1, 1]


class Recorder:
    """What the function asks of the product, which refuses any transaction that has a poisoned order."""

    def __init__(self, poisoned: set[str]) -> None:
        self.poisoned = poisoned
        self.asked: list[tuple[str, list[str]]] = []
        self.refused: list[list[str]] = []

    def debit(self, _: Any, __: Any, merchant_id: str, ___: str, targets: tuple[Target, ...]) -> DebitPlan:
        ids = [target.id for target in targets]
        if not self.poisoned.isdisjoint(ids):
            self.refused.append(ids)
            raise Busy("later")
        self.asked.append((merchant_id, ids))
        return DebitPlan((), ())

    def drain(self, _: Any, __: Any, merchant_id: str, ___: str, *, after_top_up: bool, woken: bool) -> int:
        self.asked.append((merchant_id, []))
        return 0


def handled(records: list[dict[str, Any]], recorder: Recorder) -> list[str]:
    """The messages that go back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLE_NAME", "none")
        patch.setattr(wiring, "table", lambda _: None)
        patch.setattr(handler, "debit_orders", recorder.debit)
        patch.setattr(handler, "drain", recorder.drain)
        return [entry["itemIdentifier"] for entry in auto_debit({"Records": records}, None)["batchItemFailures"]]


def record(message: int, wallet: str, kind: str, receives: int) -> dict[str, Any]:
    """As the queue hands it over."""
    if kind == "drain":
        body = DrainRequest(wallet, "EUR", False, "cause").message().body
    else:
        request = asked(message, wallet=wallet).request
        assert isinstance(request, DebitRequest)
        body = "{}" if kind == "unreadable" else request.message().body
    attributes = {"MessageGroupId": f"{wallet}.EUR", "ApproximateReceiveCount": str(receives)}
    return {"messageId": str(message), "body": body, "attributes": attributes}


kinds = st.sampled_from(["debit", "debit", "debit", "debit", "debit", "poisoned", "unreadable", "drain"])
wallets, receives = st.sampled_from(["mer_1", "mer_2", "mer_3"]), st.sampled_from([1, 1, 1, 2])


@given(st.lists(st.tuples(wallets, kinds, receives), max_size=10))
def test_in_each_group_a_failure_takes_back_its_transaction_and_what_is_behind_it(
    messages: list[tuple[str, str, int]],
) -> None:
    records = [record(number, *message) for number, message in enumerate(messages)]
    recorder = Recorder({f"ord_{n}_3" for n, (_, kind, _) in enumerate(messages) if kind == "poisoned"})
    back = handled(records, recorder)
    assert back == sorted(back, key=int)
    for wallet in {wallet for wallet, _, _ in messages}:
        own = [number for number, message in enumerate(messages) if message[0] == wallet]
        bad = next((n for n in own if messages[n][1] in ("poisoned", "unreadable")), None)
        first_back = _first_refused(own, messages, bad)
        assert [n for n in own if str(n) in back] == [n for n in own if first_back is not None and n >= first_back]
        done = [n for n in own if str(n) not in back and messages[n][1] == "debit"]
        paid = [order for merchant, orders in recorder.asked if merchant == wallet for order in orders]
        assert paid == [f"ord_{n}_{place}" for n in done for place in range(5)]


def _first_refused(own: list[int], messages: list[tuple[str, str, int]], bad: int | None) -> int | None:
    """A poisoned message takes the fresh ones right before it back too; one that comes again fails alone."""
    if bad is None or messages[bad][1] == "unreadable" or messages[bad][2] > 1:
        return bad
    first = bad
    for number in reversed([n for n in own if n < bad]):
        if messages[number][1] != "debit" or messages[number][2] > 1:
            break
        first = number
    return first


def test_after_a_failure_each_message_has_its_own_transaction_and_only_the_poisoned_one_fails() -> None:
    recorder = Recorder({"ord_2_0"})
    first = [record(number, "mer_1", "debit", 1) for number in range(3)]
    assert handled(first, recorder) == ["0", "1", "2"]
    assert recorder.asked == []
    again = [record(number, "mer_1", "debit", 2) for number in range(3)]
    assert handled(again, recorder) == ["2"]
    assert [len(orders) for _, orders in recorder.asked] == [5, 5]


@pytest.mark.parametrize("attributes", [{}, {"ApproximateReceiveCount": "2"}])
def test_a_message_that_may_have_been_handed_out_before_is_debited_alone(attributes: Mapping[str, str]) -> None:
    recorder = Recorder(set())
    records = [record(number, "mer_1", "debit", 1) for number in range(3)]
    records[1]["attributes"] = {"MessageGroupId": "mer_1.EUR", **attributes}
    assert handled(records, recorder) == []
    assert [orders[0] for _, orders in recorder.asked] == ["ord_0_0", "ord_1_0", "ord_2_0"]


@pytest.mark.parametrize(
    "body",
    [
        '{"merchant_id":"mer_1","currency":"EUR","orders":[["ord_1",1e999,1]]}',
        '{"merchant_id":"mer_1","currency":"EUR","orders":[["ord_1",1,1]],"bytes":1e999}',
        "[" * 100_000,
        "",
        "null",
        '"drain"',
        '{"drain":[]}',
    ],
)
def test_what_nobody_can_read_takes_nothing_back_that_came_before_it(body: str) -> None:
    recorder = Recorder(set())
    records = [record(number, "mer_1", "debit", 1) for number in range(3)]
    records[1]["body"] = body
    assert handled(records, recorder) == ["1", "2"]
    assert [orders[0] for _, orders in recorder.asked] == ["ord_0_0"]


def test_interleaved_wallets_have_a_transaction_each() -> None:
    recorder = Recorder(set())
    assert handled([record(n, f"mer_{n % 2}", "debit", 1) for n in range(10)], recorder) == []
    assert [(merchant, len(orders)) for merchant, orders in recorder.asked] == [("mer_0", 25), ("mer_1", 25)]
