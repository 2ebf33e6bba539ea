"""Refunds at once: of one payment never more goes back than was paid, whoever sends it (rule M13)."""

from tests.e2e import wishes
from tests.e2e.conftest import StartRace
from tests.support.dashboard import Dashboard
from tests.support.local_stack import LocalStack
from tests.support.shop_audit import await_balanced

AMOUNT = 1_000


def test_refunds_of_one_payment_at_once(stack: LocalStack, start_race: StartRace) -> None:
    """The operator wants all of it twice and parts of it twice, somebody at the dashboard a part; one is cancelled."""
    race = start_race("refunds of one payment")
    operator, dashboard = race.patient(stack).operator, Dashboard(stack.stripe)
    for shop in race.shops(stack, 3):
        shop.consent()
        shop.top_up(AMOUNT)
        by_credits = shop.place(amount=AMOUNT)["id"]
        bought = [shop.place(amount=AMOUNT, collect="link") for _ in range(3)]
        for order in bought:
            shop.stripe.pay(shop.press_pay(order["payment_link"]))
        orders = [by_credits, *(order["id"] for order in bought)]
        payments = [shop.await_paid(order)["payments"][0]["id"] for order in orders]
        intents = [dashboard.intent_of(payment) for payment in payments[1:]]

        amounts = (None, None, 600, 600)
        wanted = [wishes.refund(operator, payment, amount) for payment in payments for amount in amounts]
        by_hand = [wishes.soon(wishes.refund_by_hand(shop, intent, 700), race.last_seconds) for intent in intents]
        race.run([*wanted, *by_hand, wishes.cancel(shop, by_credits)])

        found = await_balanced(stack, shop, orders)
        for order in found.orders:
            back = order["payments"][0]["refunded_amount"]
            status = {0: "paid", AMOUNT: "refunded"}.get(back, "partially_refunded")
            assert (order["payment_status"], back <= AMOUNT) == (status, True)
            race.winners[str(order["payment_status"])] += 1
        race.note(found.orders, found.ends)
