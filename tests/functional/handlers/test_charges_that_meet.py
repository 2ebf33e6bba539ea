"""Charges that meet others: a second intent, news out of order, the same key twice, a day without an answer."""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest

from functions.process_webhook.handler import lambda_handler as process_webhook
from shared.errors import Conflict
from shared.payables.kinds import find_payable
from shared.payments.charging.beginning import ChargeAsked, begin_charge
from shared.payments.charging.cascade import advance
from shared.payments.collecting.takeover import close_claim
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked, outcomes
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_charges_in_doubt import CHARGES
from tests.support.samples import sample
from tests.support.world import World

_WRITE = "TransactWriteItems"


def test_the_whole_balance_is_charged_at_once(world: World, shop: Shop, desk: Desk, linked: Linked) -> None:
    shop.set_merchant(balance_payment=True)
    first, second = linked.card(), linked.card()
    linked.plan("generic_decline", first)
    invoices = [desk.invoice(amount) for amount in (1_000, 2_000, 3_000)]
    answer = linked.pay(balance=True)
    assert (answer.status, answer.json["amount"], answer.json["status"]) == (201, 6_000, "succeeded")
    assert outcomes(answer.json) == [(first, "declined"), (second, "paid")]
    assert {desk.see(each).json["pay_state"] for each in invoices} == {"Paid"}
    audit(world)


def test_money_by_another_intent_of_the_same_payment_is_surplus(world: World, desk: Desk, linked: Linked) -> None:
    linked.card()
    paid = linked.pay(invoice=desk.invoice(4_500)).json
    intent = linked.intents()[0]
    world.browser.post(
        f"{world.stripe.url}{CHARGES}",
        data={
            "amount": "4500",
            "currency": "eur",
            "customer": intent["customer"],
            "payment_method": intent["payment_method"],
            "confirm": "true",
            "off_session": "true",
            **{f"metadata[{name}]": value for name, value in intent["metadata"].items()},
        },
        headers={"authorization": f"Bearer {world.stripe.key}"},
    ).raise_for_status()
    world.settle_down()
    assert [surplus["reason"] for surplus in world.items("surplus")] == ["payment_succeeded"]
    assert desk.shop.payment(paid["id"]).json["status"] == "succeeded"
    audit(world)


def test_news_of_an_earlier_attempt_changes_nothing(world: World, desk: Desk, linked: Linked) -> None:
    first, second, third = linked.card(), linked.paypal(), linked.card()
    linked.plan("generic_decline", first)
    linked.plan("pending_paid", second)
    answer = linked.pay(invoice=desk.invoice()).json
    assert answer["status"] == "processing"
    failed = [event for event in world.stripe_events() if event["type"] == "payment_intent.payment_failed"]
    assert failed
    world.deliver_webhooks([*failed, *failed])
    assert outcomes(desk.shop.payment(answer["id"]).json) == [(first, "declined"), (second, "pending")]
    world.pass_time(days=2)
    world.deliver_webhooks()
    assert outcomes(desk.shop.payment(answer["id"]).json) == [(first, "declined"), (second, "paid")]
    assert linked.health(third)[2] == ()
    audit(world)


def test_news_that_come_anywhere_in_between_are_not_acted_on_twice(
    world: World, desk: Desk, linked: Linked, interruptions: Interruptions
) -> None:
    """Before the answer is read, after it was, and while the next method is about to be asked."""
    first, second = linked.card(), linked.card()
    linked.plan("generic_decline", first)
    with interruptions.counting() as calls:
        linked.pay(invoice=desk.invoice())
    places = range(len(calls))
    for place in places:
        linked.plan("generic_decline", first)
        pay = partial(linked.pay, invoice=desk.invoice(), key=f"k-{place}")
        answer = interruptions.at(place, world.deliver_webhooks, pay)
        assert answer.status in (201, 202)
        world.pass_time(minutes=6)
        jobs.repair()
        payment = desk.shop.payment(answer.json["id"]).json
        assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "declined"), (second, "paid")])
    assert len(linked.intents()) == 1 + len(places)
    audit(world)
    nothing_is_stuck(world)


def test_a_webhook_that_overtakes_the_answer_goes_on_and_the_request_says_so(
    world: World, desk: Desk, linked: Linked, interruptions: Interruptions
) -> None:
    """Its worker has written the refusal down, and is about to ask the next method, when the request would write it."""
    first, second = linked.card(), linked.card()
    linked.plan("insufficient_funds", first)
    invoice, asks, answered = desk.invoice(), Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        workers: list[Future[None]] = []

        def wait_for_the_answer() -> None:
            asks.set()
            assert answered.wait(30)

        def overtake() -> None:
            (intent,) = linked.intents()
            interruptions.before(f"stripe post payment_intents/{intent['id']}/confirm", wait_for_the_answer)
            workers.append(pool.submit(world.deliver_webhooks))
            assert asks.wait(30)

        # The first transaction begins the charge; the next one is to tell of the refusal.
        interruptions.before(f"stripe post {CHARGES.rsplit('/')[-1]}", lambda: interruptions.before(_WRITE, overtake))
        answer = linked.pay(invoice=invoice)
        shown = desk.see(invoice).json["pay_state"]
        answered.set()
        workers[0].result()
    assert (answer.status, answer.json["status"], shown) == (202, "pending", "Pending")
    assert outcomes(answer.json) == [(first, "declined"), (second, "pending")]
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "declined"), (second, "paid")])
    assert payment["attempts"][0]["reason"] == "insufficient_funds"
    assert [(each["status"], each["amount_received"]) for each in linked.intents()] == [("succeeded", 4_500)]
    world.settle_down()
    assert (desk.see(invoice).json["pay_state"], world.items("surplus")) == ("Paid", [])
    audit(world)
    nothing_is_stuck(world)


def test_the_same_request_while_the_first_is_under_way_charges_once(
    world: World, desk: Desk, linked: Linked, interruptions: Interruptions
) -> None:
    first, second = linked.card(), linked.card()
    for place in range(1, 12):
        linked.plan("generic_decline", first)
        pay = partial(linked.pay, invoice=desk.invoice(), key=f"k-{place}")
        made = len(linked.intents())
        interruptions.at(place, pay, pay)
        world.pass_time(minutes=6)
        jobs.repair()
        payment = pay().json
        assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "declined"), (second, "paid")])
        assert len(linked.intents()) == made + 1
    audit(world)


@pytest.mark.parametrize("method", ["checkout", "auto"])
@pytest.mark.parametrize("what", ["invoice", "balance"])
def test_the_same_request_twice_at_once_makes_one_payment_that_stays(
    shop: Shop, desk: Desk, linked: Linked, interruptions: Interruptions, method: str, what: str
) -> None:
    """Wherever the second comes in between, it does not close what the first has begun, or the other way round."""
    shop.set_merchant(balance_payment=True)
    linked.paypal()
    for place in range(1, 9):
        invoice, key = desk.invoice(), f"k-{place}"
        linked.plan("pending_paid") if method == "auto" else None
        asked = {"invoice": invoice} if what == "invoice" else {"balance": True}
        pay = partial(linked.pay, method, key=key, **asked)
        first = interruptions.at(place, pay, pay)
        assert first.status in (201, 202, 503)
        again = pay()
        assert (again.status, again.json["status"]) in ((201, "pending"), (202, "processing")), again.text
        shop.world.pay(again.json["checkout_url"]) if method == "checkout" else shop.world.pass_time(days=2)
        shop.world.settle_down()
        assert desk.see(invoice).json["payment"] == again.json["id"]


def test_after_a_day_without_an_answer_another_key_is_used_only_if_none_was_made(
    world: World, desk: Desk, linked: Linked
) -> None:
    linked.card()
    world.faults(calls=[{"kind": "timeout", "path": CHARGES, "count": 2, "effect": False}])
    answer = linked.pay(invoice=desk.invoice())
    assert answer.json["status"] == "unknown"
    world.pass_time(hours=25)
    jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], len(linked.intents())) == ("succeeded", 1)
    (item,) = world.items("payment")
    assert item["attempts"].startswith("[[2,"), "under the second key"


def test_a_charge_that_somebody_cancels_elsewhere_ends(world: World, desk: Desk, linked: Linked) -> None:
    linked.plan("pending_paid", linked.paypal())
    linked.card()
    invoice = desk.invoice()
    answer = linked.pay(invoice=invoice).json
    intent_id = linked.intents()[0]["id"]
    with world.stripe.server.lock:
        intent = world.stripe.simulator.world.platform.intents.get(intent_id)
        assert intent is not None
        intent["status"] = "canceled"
    world.pass_time(minutes=6)
    jobs.repair()
    assert desk.shop.payment(answer["id"]).json["status"] == "failed"
    assert desk.see(invoice).json["pay_state"] == "Pay"
    nothing_is_stuck(world)


def test_nothing_takes_the_claim_of_a_charge_over(desk: Desk, linked: Linked) -> None:
    """Not even who has read the invoice before it said that a payment is on its way."""
    linked.card()
    invoice = desk.invoice()
    asked = ChargeAsked(
        payment_id="pay_" + "0" * 26,
        merchant_id=desk.shop.id,
        amount=4_500,
        currency="EUR",
        description="Invoice 1",
        payables=[find_payable(linked.context.table, invoice)],
    )
    begun = begin_charge(linked.context, asked)
    with pytest.raises(Conflict) as caught:
        close_claim(linked.context, begun.id, invoice)
    assert caught.value.code == "payment_pending"
    assert advance(linked.context, begun.id).state == "succeeded"


def test_an_intent_with_our_mark_that_names_no_payment_is_none_of_ours(world: World, linked: Linked) -> None:
    """Whoever has the platform's key can make one: it must not come back from the queue again and again."""
    world.browser.post(
        f"{world.stripe.url}{CHARGES}",
        data={"amount": "700", "currency": "eur", "metadata[orderpay_deployment]": linked.context.deployment_id},
        headers={"authorization": f"Bearer {world.stripe.key}"},
    ).raise_for_status()
    (created,) = [event for event in world.stripe_events() if event["type"] == "payment_intent.created"]
    with_money = created | {"id": "evt_paid", "type": "payment_intent.succeeded"}
    event = sample("process_webhook")
    event["Records"][0]["body"] = json.dumps(with_money)
    assert process_webhook(event, None) == {"batchItemFailures": []}
