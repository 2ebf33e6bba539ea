"""Wallet arithmetic: the journal is the balance, and no debit takes more than there is (rules M1, M7)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.orders.model import UnpaidReason
from shared.payments.credits.debit_request import DebitRequest, WantedDebit, group_requests, read_request
from shared.payments.credits.planning import plan_debit
from shared.payments.model import Target
from shared.wallets.model import (
    GENESIS,
    MAX_BALANCE,
    BalanceOutOfRange,
    Consent,
    JournalLine,
    JournalPage,
    LineKind,
    Wallet,
    turn_page,
)
from shared.wallets.store import page_from_item, page_to_item
from tests.unit.strategies import ids, targets

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CONSENT = Consent("terms", "Mira Okafor", NOW)
EMPTY = Wallet(merchant_id="mer_1", currency="EUR")
lines = st.builds(JournalLine, st.sampled_from(LineKind), ids("ord"), st.integers(-500, 1_000))
histories = st.lists(st.lists(lines, min_size=1, max_size=3), max_size=8)


def play(history: list[list[JournalLine]]) -> tuple[Wallet, list[JournalPage]]:
    """Turn a page for each entry that the balance allows."""
    wallet, pages = EMPTY, []
    for number, entry in enumerate(history):
        try:
            wallet, page = turn_page(wallet, entry, payment_id=f"pay_{number}", at=NOW)
        except BalanceOutOfRange:
            continue
        pages.append(page)
    return wallet, pages


def chain_holds(pages: list[JournalPage], wallet: Wallet) -> bool:
    """What anyone can check who holds the pages and the wallet."""
    balance, last_hash = 0, GENESIS
    for number, page in enumerate(pages, start=1):
        balance += sum(line.amount for line in page.lines)
        if (page.number, page.previous_hash, page.balance_after) != (number, last_hash, balance):
            return False
        last_hash = page.hash
    return (wallet.sequence, wallet.last_hash, wallet.balance) == (len(pages), last_hash, balance)


@given(histories)
def test_the_balance_is_the_sum_of_all_lines_and_never_below_zero(history: list[list[JournalLine]]) -> None:
    wallet, pages = play(history)
    assert chain_holds(pages, wallet)
    assert all(page.balance_after >= 0 for page in pages)


@given(histories.filter(bool), st.data())
def test_a_change_of_any_page_is_found(history: list[list[JournalLine]], data: st.DataObject) -> None:
    wallet, pages = play([[JournalLine(LineKind.TOP_UP, "pay_0", 1)], *history])
    place = data.draw(st.integers(0, len(pages) - 1))
    page = pages[place]
    forged = data.draw(
        st.sampled_from(
            [
                replace(page, payment_id="pay_forged"),
                replace(page, at="2026-11-22T00:00:00.001Z"),
                replace(page, merchant_id="mer_2"),
                replace(page, currency="USD"),
                replace(page, balance_after=page.balance_after + 1),
                replace(page, lines=(*page.lines, JournalLine(LineKind.ORDER, "ord_x", 0))),
                replace(page, lines=(replace(page.lines[0], reference="ord_y"), *page.lines[1:])),
            ]
        )
    )
    assert not chain_holds([*pages[:place], forged, *pages[place + 1 :]], wallet)
    assert not chain_holds(pages[:place] + pages[place + 1 :], wallet)


@pytest.mark.parametrize("amount", [-1, MAX_BALANCE + 1])
def test_a_page_that_leaves_the_range_is_not_turned(amount: int) -> None:
    with pytest.raises(BalanceOutOfRange):
        turn_page(EMPTY, [JournalLine(LineKind.TOP_UP, "pay_1", amount)], payment_id="pay_1", at=NOW)


def test_the_largest_balance_is_exact_for_every_json_reader() -> None:
    full, _ = turn_page(EMPTY, [JournalLine(LineKind.TOP_UP, "pay_1", MAX_BALANCE)], payment_id="pay_1", at=NOW)
    assert int(float(full.balance)) == full.balance == MAX_BALANCE


@given(histories)
def test_a_page_comes_back_from_its_item_with_the_same_hash(history: list[list[JournalLine]]) -> None:
    for page in play(history)[1]:
        item = page_to_item(page)
        assert page_from_item(item) == page
        assert item["hash"] == page_from_item(item).hash


@given(st.integers(0, 3_000), st.lists(st.builds(Target, ids("ord"), st.integers(1, 1_000), st.just(1)), max_size=12))
def test_a_debit_takes_oldest_first_what_fits_and_skips_only_what_does_not(balance: int, wanted: list[Target]) -> None:
    plan = plan_debit(replace(EMPTY, balance=balance, consent=CONSENT), wanted, NOW)
    decided = {id(target) for target in plan.paid} | {id(wait.target) for wait in plan.waiting}
    assert decided == {id(target) for target in wanted}
    assert len(plan.paid) + len(plan.waiting) == len(wanted)
    left, waiting = balance, iter(plan.waiting)
    paid = iter(plan.paid)
    for target in wanted:
        if target.amount <= left:
            assert next(paid) is target
            left -= target.amount
        else:
            wait = next(waiting)
            assert wait.target is target
            assert (wait.reason, wait.shortfall) == (UnpaidReason.INSUFFICIENT_CREDITS, target.amount - left)
    assert left >= 0
    assert left == balance - sum(target.amount for target in plan.paid)


@given(st.integers(0, 10**9), st.lists(targets, max_size=5))
def test_without_consent_nothing_is_debited(balance: int, wanted: list[Target]) -> None:
    plan = plan_debit(replace(EMPTY, balance=balance), wanted, NOW)
    assert plan.paid == ()
    assert [(wait.target, wait.reason, wait.shortfall) for wait in plan.waiting] == [
        (target, UnpaidReason.AUTO_DEBIT_OFF, None) for target in wanted
    ]


@given(st.integers(-3_000, -1), st.lists(targets, min_size=1, max_size=5))
def test_in_debt_automatic_debit_is_suspended_and_by_hand_the_shortfall_holds_the_debt(
    balance: int, wanted: list[Target]
) -> None:
    wallet = replace(EMPTY, balance=balance, consent=CONSENT)
    plan = plan_debit(wallet, wanted, NOW)
    assert (plan.paid, {wait.reason for wait in plan.waiting}) == ((), {UnpaidReason.PAUSED})
    plan = plan_debit(wallet, wanted, NOW, by_hand=True)
    assert plan.paid == ()
    assert [(wait.reason, wait.shortfall) for wait in plan.waiting] == [
        (UnpaidReason.INSUFFICIENT_CREDITS, target.amount + wallet.debt) for target in wanted
    ]


@given(st.integers(-3_000, -1), st.integers(1, 4_000))
def test_what_is_paid_in_pays_the_debt_first(balance: int, amount: int) -> None:
    line = JournalLine(LineKind.TOP_UP, "pay_1", amount)
    after, _ = turn_page(replace(EMPTY, balance=balance), [line], payment_id="pay_1", at=NOW)
    assert after.balance == balance + amount
    assert after.debt == max(0, -balance - amount)
    with pytest.raises(BalanceOutOfRange):
        turn_page(replace(EMPTY, balance=balance), [replace(line, amount=-amount)], payment_id="pay_1", at=NOW)


wanted_debits = st.builds(
    WantedDebit, ids("mer"), st.sampled_from(["EUR", "JPY"]), targets, st.integers(100, 390_000), st.just("new")
)


@given(st.lists(wanted_debits, max_size=30), st.integers(1, 12))
def test_requests_keep_every_order_in_its_order_within_its_wallet(orders: list[WantedDebit], times: int) -> None:
    orders *= times
    requests = list(group_requests(orders))
    for request in requests:
        assert 1 <= len(request.targets) <= 97
    for wallet in {(order.merchant_id, order.currency) for order in orders}:
        asked = [t for r in requests if (r.merchant_id, r.currency) == wallet for t in r.targets]
        assert asked == [order.target for order in orders if (order.merchant_id, order.currency) == wallet]


def test_ninety_eight_small_orders_make_two_messages() -> None:
    orders = [WantedDebit("mer_1", "EUR", Target(f"ord_{n}", 1, 1), 400, "new") for n in range(98)]
    assert [len(request.targets) for request in group_requests(orders)] == [97, 1]


def test_a_message_never_asks_for_more_than_a_transaction_can_carry() -> None:
    orders = [WantedDebit("mer_1", "EUR", Target(f"ord_{n}", 1, 1), 390_000, "new") for n in range(30)]
    assert all(len(request.targets) * 390_000 < 4_000_000 for request in group_requests(orders))


@given(st.lists(targets, min_size=1, max_size=5).map(tuple))
def test_a_request_survives_its_message_and_its_message_has_a_steady_id(wanted: tuple[Target, ...]) -> None:
    request = DebitRequest("mer_1", "EUR", wanted)
    assert read_request(request.message().body) == request
    assert request.message() == DebitRequest("mer_1", "EUR", wanted).message()
    other = replace(request, targets=(*wanted, Target("ord_more", 1, 1)))
    assert other.message().deduplication_id != request.message().deduplication_id
    assert other.message().group == request.message().group
