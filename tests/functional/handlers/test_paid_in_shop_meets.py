"""A shop says that it was paid, against everything else that can happen to the order: the second happens whole, before
each call of the first.
"""

from collections.abc import Callable

import pytest

from shared.errors import Conflict
from tests.functional.handlers import jobs, paid_in_shop
from tests.functional.handlers.auditing import change, found_on, only
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World

PRICE = 4_590
_PLACES = 14


class Waiting:
    """An order that waits, with an open checkout on its link, and credits that would do for it."""

    def __init__(self, shop: Shop, *, collect: str, open_checkout: bool) -> None:
        self.shop, self.world = shop, shop.world
        shop.consent()
        self.order = shop.order(PRICE, collect=collect)
        self.link = shop.link(self.order)
        self.url = shop.checkout(self.link) if open_checkout else None
        self.said_pending = False

    def paid_in_shop(self, amount: int = PRICE) -> None:
        """A payment on its way is waited for."""
        try:
            paid_in_shop.settle(self.shop, self.order, amount)
        except Conflict as error:
            if error.code != "payment_pending":
                raise
            self.said_pending = True

    def paid_in_shop_with_less(self) -> None:
        self.paid_in_shop(4_000)

    def a_buyer_pays(self) -> None:
        if self.url is not None:
            self.world.pay(self.url)

    def a_buyer_has_paid(self) -> None:
        self.a_buyer_pays()
        self.world.deliver_webhooks()

    def a_buyer_presses_the_button(self) -> None:
        self.shop.press(self.link)

    def it_is_debited(self) -> None:
        self.shop.fund(10_000)
        self.world.relay()
        self.world.debit()

    def it_is_paid_by_hand(self) -> None:
        self.shop.fund(10_000)
        self.shop.pay([self.order])

    def it_is_cancelled(self) -> None:
        self.shop.cancel(self.order)

    def its_amount_changes(self) -> None:
        self.shop.change(self.order, amount=5_000)

    def its_metadata_changes(self) -> None:
        self.shop.change(self.order, metadata={"number": "1001"})

    def its_link_is_voided(self) -> None:
        self.shop.void(self.link["id"])

    def rest(self) -> None:
        """What was left half done goes on, and a shop that had to wait says it again."""
        self.world.settle_down()
        if self.said_pending:
            self.paid_in_shop()
        self.world.pass_time(hours=2)
        jobs.repair()
        jobs.expire()
        jobs.bring_back()
        self.world.settle_down()

    def check(self) -> None:
        """Paid once or cancelled unpaid, and every other amount that came has gone back."""
        shown = self.shop.read(self.order)
        settled = [each for each in self.world.items("payment") if each["state"] == "succeeded" and "orders" in each]
        paid = [each["id"] for each in settled]
        assert paid == [each["id"] for each in shown["payments"]]
        assert bool(paid) == (shown["paid_at"] is not None)
        assert paid or shown["status"] == "cancelled"
        if shown["status"] == "cancelled" and paid:
            assert settled[0]["means"] == "external" or shown["payment_status"] == "refunded"
        assert all(each["state"] == "returned" for each in self.world.items("surplus"))
        assert len(self.world.released()) == len(paid)
        audit(self.world)
        nothing_is_stuck(self.world)
        assert found_on(self.world) == []


Act = Callable[[Waiting], None]
OTHERS: tuple[Act, ...] = (
    Waiting.a_buyer_pays,
    Waiting.a_buyer_has_paid,
    Waiting.a_buyer_presses_the_button,
    Waiting.it_is_debited,
    Waiting.it_is_paid_by_hand,
    Waiting.it_is_cancelled,
    Waiting.its_amount_changes,
    Waiting.its_metadata_changes,
    Waiting.its_link_is_voided,
    Waiting.paid_in_shop,
)
SAYING: tuple[Act, ...] = (Waiting.paid_in_shop, Waiting.paid_in_shop_with_less)
PAIRS = [(first, other) for first in SAYING for other in OTHERS] + [(other, SAYING[1]) for other in OTHERS]


@pytest.mark.parametrize("open_checkout", [True, False], ids=["open checkout", "no checkout"])
@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda act: act.__name__)
def test_two_things_at_once_settle_it_once(
    world: World, interruptions: Interruptions, first: Act, second: Act, open_checkout: bool
) -> None:
    for place in range(_PLACES):
        world.start_over()
        collect = "auto" if Waiting.it_is_debited in (first, second) else "none"
        waiting = Waiting(Shop(world, world.merchant()), collect=collect, open_checkout=open_checkout)
        happened: list[bool] = []

        def meanwhile(waiting: Waiting = waiting, happened: list[bool] = happened) -> None:
            happened.append(True)
            second(waiting)

        interruptions.at(place, meanwhile, lambda waiting=waiting: first(waiting))  # type: ignore[misc]
        if not happened:
            second(waiting)
        waiting.rest()
        waiting.check()
        if not happened:
            break


def test_money_that_comes_after_is_surplus_and_goes_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider closes no session in time: what the buyer then pays settles nothing."""
    order = shop.order(collect="none")
    url = shop.checkout(shop.link(order))
    payment: Json = shop.world.items("payment")[0]
    shop.world.pay(url)
    held = [event for event in shop.world.stripe_events() if event["type"] == "checkout.session.completed"]
    shop.world.seen_events.update(event["id"] for event in held)
    _free(shop, order, payment)
    paid_in_shop.settle(shop, order)
    shop.world.deliver_webhooks(held)
    (surplus,) = shop.world.items("surplus")
    assert (surplus["amount"], surplus["reason"]) == (PRICE, "payment_cancelled")
    shop.world.settle_down()
    jobs.bring_back()
    assert shop.world.items("surplus")[0]["state"] == "returned"
    assert [each["means"] for each in shop.read(order)["payments"]] == ["external"]


def _free(shop: Shop, order: str, payment: Json) -> None:
    """Past all rules: as if the payment had ended before its buyer paid."""
    change(shop.world, payment, state="cancelled")
    change(shop.world, only(shop.world, "order", id=order), claim=None)
