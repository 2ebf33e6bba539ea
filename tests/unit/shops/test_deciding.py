"""What follows from what a shop says: the newest counts, whatever order it comes in and how often."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given

from shared.orders.model import Order, OrderStatus, PaymentStatus
from shared.payments.model import Means
from shared.payments.taking.deciding import FOLLOWED, Decided, Step, decide
from shared.payments.taking.said import Said
from shared.shops.delivery import Outcome
from shared.shops.mapping.port import ShopState
from tests.support.said_orders import START, Word, arrivals

UNPAID, PAID, RESERVED, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.RESERVED, ShopState.CANCELLED


def wanted(amount: int, currency: str = "EUR") -> Order:
    return Order(
        id="ord_1",
        merchant_id="mer_1",
        source="a.myshopify.com",
        external_id="450789469",
        amount=amount,
        currency=currency,
        collect="auto",
        details={},
        request_digest=f"{amount}",
        created_at=START,
    )


def said(state: ShopState, moment: str, *, sent: str = "", digest: str | None = None, delivery: str = "shd_1") -> Said:
    return Said(
        order_id="ord_1", said_at=moment, sent_at=sent or moment, state=state, digest=digest, delivery_id=delivery
    )


def settled(amount: int, means: str) -> Order:
    order = replace(wanted(amount), payment_status=PaymentStatus.PAID, paid_means=means, paid_amount=amount)
    return replace(order, status=OrderStatus.COMPLETED)


@dataclass
class Ledger:
    """An order and what was said of it, with each step as its use case makes it."""

    order: Order | None = None
    said: Said | None = None

    def hear(self, word: Word, digest: str | None = "of the word") -> Decided | Step:
        """Decide on it, do it, and remember it."""
        known = f"{word.state}{word.amount}" if digest is not None else None
        new, asked = said(word.state, word.moment, digest=known), wanted(word.amount)
        step = decide(self.said, new, asked if word.state in (UNPAID, PAID) else None, self.order)
        if isinstance(step, Step):
            self._do(step, asked)
        if isinstance(step, Step) or step.outcome is not Outcome.STALE:
            followed = isinstance(step, Step) or step.outcome in FOLLOWED
            self.said = new if followed else replace(new, digest=None)
        return step

    def _do(self, step: Step, asked: Order) -> None:
        if step is Step.CREATE:
            assert self.order is None
            self.order = asked
        elif step in (Step.PLACE_PAID, Step.SETTLE):
            self.order = settled(asked.amount, Means.EXTERNAL)
        elif step is Step.CHANGE:
            assert self.order is not None
            assert self.order.payable
            self.order = asked
        elif step is Step.CANCEL:
            assert self.order is not None
            self.order = replace(self.order, status=OrderStatus.CANCELLED)

    def stands(self) -> tuple[str, int]:
        """What others see; no order is as good as a cancelled one."""
        if self.order is None or self.order.withdrawn:
            return ("cancelled", 0)
        return (str(self.order.payment_status), self.order.amount)


@given(arrivals())
def test_every_order_of_arrival_ends_as_the_history_does(told: tuple[list[Word], list[Word]]) -> None:
    in_order, as_it_comes = Ledger(), Ledger()
    for word in told[0]:
        in_order.hear(word)
    for word in told[1]:
        as_it_comes.hear(word)

    assert as_it_comes.stands() == in_order.stands()
    last = told[0][-1]
    assert as_it_comes.said is not None
    assert as_it_comes.said.moment == (last.moment, last.moment)


@given(arrivals())
def test_a_repeat_of_the_last_word_changes_nothing(told: tuple[list[Word], list[Word]]) -> None:
    ledger = Ledger()
    for word in told[1]:
        ledger.hear(word)
    before = ledger.order

    for word in told[0]:
        repeated = ledger.hear(word)
        assert isinstance(repeated, Decided)
        assert repeated.outcome in (Outcome.STALE, Outcome.UNCHANGED)
    assert ledger.order == before


def test_of_one_second_of_the_shops_clock_the_later_delivery_counts() -> None:
    first = said(UNPAID, "2026-11-22T03:12:42.000Z", sent="2026-11-22T03:12:43.100Z", digest="a")
    second = said(UNPAID, "2026-11-22T03:12:42.000Z", sent="2026-11-22T03:12:43.200Z", digest="b")

    assert decide(first, second, wanted(2), wanted(1)) is Step.CHANGE
    assert decide(second, first, wanted(1), wanted(2)) == Decided(outcome=Outcome.STALE)
    assert decide(replace(first, digest="b"), first, wanted(2), wanted(1)) is Step.CHANGE, "equal: the last one wins"


def test_a_run_that_died_before_it_told_what_it_did_tells_it_when_it_comes_again() -> None:
    made = replace(said(UNPAID, "2026-11-22T03:12:42.000Z", digest="a"), action="created")

    again = decide(made, replace(made, action=None), wanted(1), wanted(1))
    other = decide(made, replace(made, action=None, delivery_id="shd_2"), wanted(1), wanted(1))
    assert again == Decided(outcome=Outcome.APPLIED, action="created")
    assert other == Decided(outcome=Outcome.UNCHANGED)


def test_what_could_not_be_done_can_be_tried_again_and_is_newer_than_what_was_said_before() -> None:
    failed = said(UNPAID, "2026-11-22T03:12:43.000Z", digest=None)

    assert decide(failed, replace(failed, digest="a"), wanted(1), wanted(2)) is Step.CHANGE
    older = said(UNPAID, "2026-11-22T03:12:42.000Z", digest="b")
    assert decide(failed, older, wanted(1), None) == Decided(outcome=Outcome.STALE)


def test_what_the_shop_cancelled_before_it_was_placed_by_others_is_cancelled_when_it_says_so_again() -> None:
    before = said(CANCELLED, "2026-11-22T03:12:42.000Z", digest="a")
    new = said(CANCELLED, "2026-11-22T03:13:42.000Z", digest="a", delivery="shd_2")

    assert decide(before, new, None, wanted(100)) is Step.CANCEL
    assert decide(before, new, None, None) == Decided(outcome=Outcome.UNCHANGED)
    gone = replace(wanted(100), status=OrderStatus.CANCELLED)
    assert decide(before, new, None, gone) == Decided(outcome=Outcome.UNCHANGED)


PAID_HERE = Decided(outcome=Outcome.UNCHANGED, reason="paid_here")
IN_ORDER = [
    (UNPAID, None, Step.CREATE, None),
    (UNPAID, wanted(100), Step.CHANGE, None),
    (UNPAID, settled(100, "credits"), Outcome.UNCHANGED, "paid_here"),
    (UNPAID, settled(200, "credits"), Outcome.CONFLICT, "order_paid"),
    (UNPAID, replace(wanted(100), status=OrderStatus.CANCELLED), Outcome.CONFLICT, "order_cancelled"),
    (UNPAID, wanted(100, "USD"), Outcome.REJECTED, "currency_changed"),
    (PAID, None, Step.PLACE_PAID, None),
    (PAID, wanted(100), Step.SETTLE, None),
    (PAID, settled(100, "checkout"), Outcome.UNCHANGED, "paid_here"),
    (PAID, settled(200, "checkout"), Outcome.UNCHANGED, "paid_here"),
    (PAID, settled(100, Means.EXTERNAL), Step.SETTLE, None),
    (PAID, replace(wanted(100), status=OrderStatus.CANCELLED), Outcome.CONFLICT, "order_cancelled"),
    (UNPAID, settled(100, Means.EXTERNAL), Outcome.CONFLICT, "order_paid"),
    (UNPAID, replace(settled(100, "credits"), currency="USD"), Outcome.REJECTED, "currency_changed"),
    (PAID, wanted(100, "USD"), Step.SETTLE, None),
    (PAID, replace(settled(100, "credits"), currency="USD"), Outcome.UNCHANGED, "paid_here"),
    (RESERVED, None, Outcome.IGNORED, "reserved_in_shop"),
    (RESERVED, wanted(100), Outcome.IGNORED, "reserved_in_shop"),
    (CANCELLED, None, Outcome.APPLIED, None),
    (CANCELLED, wanted(100), Step.CANCEL, None),
    (CANCELLED, settled(100, "checkout"), Step.CANCEL, None),
    (CANCELLED, replace(wanted(100), status=OrderStatus.CANCELLED), Step.CANCEL, None),
]


@pytest.mark.parametrize(("state", "order", "expected", "reason"), IN_ORDER)
def test_each_state_of_the_shop_meets_each_of_the_order(
    state: ShopState, order: Order | None, expected: Step | Outcome, reason: str | None
) -> None:
    asked = wanted(100) if state in (UNPAID, PAID) else None

    found = decide(None, said(state, "2026-11-22T03:12:42.000Z", digest="a"), asked, order)

    if isinstance(found, Decided):
        assert (found.outcome, found.reason) == (expected, reason)
    else:
        assert found is expected


def test_what_was_recorded_as_paid_in_the_shop_is_not_recorded_again() -> None:
    before = said(PAID, "2026-11-22T03:12:42.000Z", digest="a")
    new = said(PAID, "2026-11-22T03:13:42.000Z", digest="b")

    assert decide(before, new, wanted(90), settled(100, Means.EXTERNAL)) == PAID_HERE
