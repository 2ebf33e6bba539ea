"""Real parallel requests on the deployed stack: whoever wins, the books balance (rules M2, M7, M8 and M11).

Each race runs several rounds, each with a fresh shop that is audited from outside after it. What came of all of them is
printed as a table at the end of the run.
"""

from collections import Counter

import pytest

from tests.e2e import wishes
from tests.e2e.conftest import StartRace
from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop_audit import await_balanced

CLIENTS = 32
IDENTICAL = 20


def test_credits_checkout_and_cancel_on_the_same_orders(stack: LocalStack, start_race: StartRace) -> None:
    race = start_race("credits, checkout, cancel")
    for shop in race.shops(stack.new_shop, 3):
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
    for shop in race.shops(stack.new_shop, 4):
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
    for shop in race.shops(stack.new_shop, 3):
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
    for shop in race.shops(stack.new_shop, 3):
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
    for shop in race.shops(stack.new_shop, 3):
        stack.stripe.set_faults(deliveries=[{"kind": "drop"}])
        for amount in (1_000, 2_500):
            shop.stripe.pay(shop.start_top_up(amount)["checkout_url"])
        told = shop.provider("/v1/events")
        stack.stripe.clear_faults()

        race.run(wishes.tell(shop, event, copy) for event in told for copy in ("", "", "a", "b"))

        found = await_balanced(stack, shop, [])
        assert (found.balance, len(shop.journal())) == (3_500, 2)
        race.winners["credited"] += len(shop.journal())


@pytest.mark.parametrize(
    ("wish", "stop"),
    [
        ("pause", {"paused": True}),
        ("withdrawal of consent", {"auto_debit": {"enabled": False}}),
    ],
)
def test_nothing_is_debited_after_a_stop(
    stack: LocalStack, start_race: StartRace, wish: str, stop: dict[str, object]
) -> None:
    race = start_race(f"{wish} against debit")
    for shop in race.shops(stack.new_shop, 3):
        shop.consent()
        shop.top_up(20_000)
        bodies = [shop.order(amount=1_000) for _ in range(16)]

        stopping = wishes.soon(wishes.change_wallet(shop, **stop), 1.5)
        answers = race.run([*(wishes.place(shop, body) for body in bodies), stopping])

        stopped = body_of(answers[-1], 200)
        orders = [body_of(answer, 201)["id"] for answer in answers[:-1]]
        late = shop.place(amount=1_000)["id"]
        for order in (*orders, late):
            shop.await_order(order, lambda seen: seen["payment_status"] == "paid" or seen["unpaid_reason"] is not None)
        found = await_balanced(stack, shop, [*orders, late])
        assert shop.wallet()["sequence"] == stopped["sequence"]
        assert found.orders[-1]["payment_status"] == "unpaid"
        race.note(found.orders, found.ends)
