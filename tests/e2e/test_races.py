"""Real parallel requests on the deployed stack: whoever wins, the books balance (rules M2, M7, M8 and M11).

Each race runs several rounds, each with a fresh shop that is audited from outside after it. What came of all of them is
printed as a table at the end of the run.
"""

import time
from collections import Counter

import httpx
import pytest

from tests.e2e import wishes
from tests.e2e.conftest import StartRace
from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.shop_audit import await_balanced

CLIENTS = 32
IDENTICAL = 20
STOPS = 10
TELLING = ("checkout.session.completed", "payment_intent.succeeded")
PAUSE_SECONDS = 0.15
CONSENT = {"enabled": True, "terms": "v1", "accepted_by": "owner"}


def test_credits_checkout_and_cancel_on_the_same_orders(stack: LocalStack, start_race: StartRace) -> None:
    race = start_race("credits, checkout, cancel")
    for shop in race.shops(stack, 3):
        shop.top_up(5_000)
        orders = [shop.place(amount=1_000, collect="none")["id"] for _ in range(6)]
        everybody = [
            (
                wishes.pay(shop, order),
                wishes.pay(shop, *orders),
                wishes.check_out(shop, order),
                wishes.cancel(shop, order),
            )[number % 4]
            for number, order in enumerate((orders * 6)[:CLIENTS])
        ]

        answers = race.run(everybody)

        assert {answer.status_code for answer in answers} <= {200, 201, 202, 409}
        found = await_balanced(stack, shop, orders)
        assert found.ends["cancelled"] + found.ends["credits"] + found.ends["checkout"] > 0
        race.note(found.orders, found.ends)


def test_two_orders_with_funds_for_one(stack: LocalStack, start_race: StartRace) -> None:
    race = start_race("two orders, funds for one")
    for shop in race.shops(stack, 3):
        shop.top_up(1_000)
        first, second = (shop.place(amount=1_000, collect="none")["id"] for _ in range(2))

        answers = race.run(wishes.pay(shop, *both) for both in ((first,), (second,), (first, second)) * 4)

        found = await_balanced(stack, shop, (first, second))
        assert (found.ends, found.balance) == (Counter(credits=1, unpaid=1), 0)
        reports = [body_of(answer, 201) for answer in answers]
        assert [report["status"] for report in reports].count("succeeded") == 1
        race.note(found.orders, found.ends)
        race.refusals.update(result["reason"] for each in reports for result in each["results"] if result["reason"])


def test_identical_orders_at_once_are_one(stack: LocalStack, start_race: StartRace) -> None:
    race = start_race("identical intakes")
    for shop in race.shops(stack, 3):
        shop.consent()
        shop.top_up(2_000)
        order = shop.order(amount=700)

        answers = race.run([wishes.place(shop, order)] * IDENTICAL)

        assert sorted(answer.status_code for answer in answers) == [200] * (IDENTICAL - 1) + [201]
        [order_id] = {answer.json()["id"] for answer in answers}
        shop.await_paid(order_id)
        found = await_balanced(stack, shop, [order_id])
        assert (found.balance, len(list(shop.api.listed("/v1/orders")))) == (1_300, 1)
        race.note(found.orders, found.ends)


def test_drain_against_paying_by_hand(stack: LocalStack, start_race: StartRace) -> None:
    race = start_race("drain against payment by hand")
    for shop in race.shops(stack, 3):
        shop.consent()
        orders = [shop.place(amount=1_000)["id"] for _ in range(8)]
        for order in orders:
            shop.await_reason(order, "insufficient_credits")
        shop.top_up(5_000)

        by_hand = [wishes.pay(shop, order) for order in orders] + [wishes.pay(shop, *orders)] * 2
        race.run([*by_hand, *[wishes.drain(shop)] * 4, *[wishes.cancel(shop, orders[-1])] * 2])

        found = await_balanced(stack, shop, orders)
        assert (found.ends["credits"], found.balance) == (5, 0)
        race.note(found.orders, found.ends)


def test_duplicated_webhooks_of_two_top_ups_at_the_same_instant(stack: LocalStack, start_race: StartRace) -> None:
    race = start_race("two top-ups, webhooks duplicated")
    for shop in race.shops(stack, 3):
        stack.stripe.set_faults(deliveries=[{"kind": "drop"}])
        for amount in (1_000, 2_500):
            shop.stripe.pay(shop.start_top_up(amount)["checkout_url"])
        told = [event for event in shop.provider("/v1/events") if event["type"] in TELLING]
        stack.stripe.clear_faults()

        race.run(wishes.tell(shop, event, copy) for event in told for copy in ("", "", "a", "b"))

        found = await_balanced(stack, shop, [])
        assert (found.balance, len(shop.journal())) == (3_500, 2)
        race.winners["credited"] += len(shop.journal())


@pytest.mark.parametrize(
    ("what", "stop", "go"),
    [
        ("pause", {"paused": True}, {"paused": False}),
        ("withdrawal", {"auto_debit": {"enabled": False}}, {"auto_debit": CONSENT}),
    ],
)
def test_nothing_is_debited_after_a_stop(
    stack: LocalStack, start_race: StartRace, what: str, stop: dict[str, object], go: dict[str, object]
) -> None:
    """The answer to a stop names the last page of the journal: until debiting goes on there is no other."""
    race = start_race(f"{what} against debit")
    for shop in race.shops(stack, 2):
        shop.consent()
        shop.top_up(100_000)
        stops: list[tuple[int, int]] = []

        def stop_and_go(shop: Shop = shop, stops: list[tuple[int, int]] = stops) -> httpx.Response:
            for _ in range(STOPS):
                stopped = body_of(wishes.change_wallet(shop, **stop)(), 200)
                time.sleep(PAUSE_SECONDS)
                answer = wishes.change_wallet(shop, **go)()
                stops.append((stopped["sequence"], body_of(answer, 200)["sequence"]))
                time.sleep(PAUSE_SECONDS)
            return answer

        many = [wishes.in_a_row([wishes.place(shop, shop.order(amount=100)) for _ in range(STOPS)]) for _ in range(6)]
        race.run([*many, stop_and_go])

        body_of(wishes.change_wallet(shop, **stop)(), 200)
        late = shop.place(amount=100)["id"]
        shop.await_order(late, lambda order: order["unpaid_reason"] is not None)
        found = await_balanced(stack, shop, [order["id"] for order in shop.api.listed("/v1/orders")])
        assert [after - before for before, after in stops] == [0] * STOPS
        assert shop.read_order(late)["payment_status"] == "unpaid"
        race.note(found.orders, found.ends)
