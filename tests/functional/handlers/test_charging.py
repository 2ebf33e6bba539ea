"""Charges of saved methods: in order of priority on one intent, and what each answer of the provider does."""

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked, outcomes
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def notices(world: World) -> list[tuple[str, str]]:
    """Kind and subject of what the merchant was told of its methods and charges."""
    told = [(each["notice_kind"], each["subject"]) for each in world.items("notice")]
    return [(kind, subject) for kind, subject in told if kind != "invoice_sent"]


def test_the_first_method_pays_an_invoice_at_once(world: World, desk: Desk, linked: Linked) -> None:
    first, second, invoice = linked.card(), linked.card(), desk.invoice(4_500)
    answer = linked.pay(invoice=invoice)
    assert (answer.status, answer.json["status"], answer.json["means"]) == (201, "succeeded", "saved_method")
    assert outcomes(answer.json) == [(first, "paid")]
    assert desk.see(invoice).json["pay_state"] == "Paid"
    assert [linked.health(each) for each in (first, second)] == [("ok", None, ())] * 2
    (intent,) = linked.intents()
    assert intent["metadata"]["orderpay_payment"] == answer.json["id"]
    world.settle_down()
    assert notices(world) == []
    audit(world)
    nothing_is_stuck(world)


def test_after_a_decline_the_next_method_pays_on_the_same_intent(world: World, desk: Desk, linked: Linked) -> None:
    first, second, third = linked.card(), linked.card(), linked.card()
    linked.plan("insufficient_funds", first)
    linked.plan("generic_decline", second)
    answer = linked.pay(invoice=desk.invoice())
    assert answer.json["status"] == "succeeded"
    assert outcomes(answer.json) == [(first, "declined"), (second, "declined"), (third, "paid")]
    assert answer.json["attempts"][0]["reason"] == "insufficient_funds"
    assert len(linked.intents()) == 1
    assert linked.health(first) == ("ok", None, ()), "another time it may pay again"
    world.settle_down()
    assert notices(world) == [], "nothing is left to do"
    audit(world)


def test_a_hard_decline_makes_a_method_unusable_and_that_is_told(world: World, desk: Desk, linked: Linked) -> None:
    first, second = linked.card(), linked.card()
    linked.plan("stolen_card", first)
    assert linked.pay(invoice=desk.invoice()).json["status"] == "succeeded"
    assert linked.health(first) == ("unusable", "declined", ())
    assert notices(world) == [("method_dead", first)]
    again = linked.pay(invoice=desk.invoice()).json
    assert outcomes(again) == [(second, "paid")], "it is not tried any more"
    refused = linked.pay(first, invoice=desk.invoice())
    assert (refused.status, refused.json["code"]) == (409, "method_unusable")


def test_when_none_pays_the_invoice_is_open_again_and_its_merchant_told_once(
    world: World, desk: Desk, linked: Linked
) -> None:
    linked.card(), linked.card()
    linked.plan("insufficient_funds", count=None)
    invoice = desk.invoice()
    answer = linked.pay(invoice=invoice)
    assert (answer.status, answer.json["status"]) == (201, "failed")
    assert answer.json["results"][0] == {
        "invoice": invoice, "outcome": "unpaid", "reason": "insufficient_funds", "shortfall": None
    }  # fmt: skip
    assert desk.see(invoice).json["pay_state"] == "Pay"
    assert [intent["status"] for intent in linked.intents()] == ["canceled"], "nobody can pay it there any more"
    world.settle_down()
    jobs.repair()
    assert notices(world) == [("charge_failed", answer.json["id"])]
    nothing_is_stuck(world)
    audit(world)


def test_authentication_is_tried_with_the_next_method_and_then_offered_as_a_link(
    world: World, desk: Desk, linked: Linked
) -> None:
    first, second = linked.card(), linked.card()
    linked.plan("authentication_required", first)
    paid = linked.pay(invoice=desk.invoice()).json
    assert outcomes(paid) == [(first, "requires_action"), (second, "paid")]
    linked.plan("authentication_required", first)
    linked.plan("generic_decline", second)
    invoice = desk.invoice()
    left = linked.pay(invoice=invoice).json
    assert (left["status"], outcomes(left)) == ("requires_action", [(first, "requires_action"), (second, "declined")])
    assert [intent["status"] for intent in linked.intents()] == ["succeeded", "canceled"]
    (link,) = world.items("link")
    assert (link["id"], link["target_id"]) == (left["action_link"], invoice)
    (notice,) = (each for each in world.items("notice") if each["notice_kind"] != "invoice_sent")
    assert (notice["notice_kind"], notice["values"]["link"]) == ("charge_requires_action", link["id"])
    shown = desk.shop.read_link(link["id"])
    assert world.pay(desk.shop.checkout(shown)).status_code == 303
    world.settle_down()
    assert desk.see(invoice).json["pay_state"] == "Paid"
    audit(world)


def test_one_chosen_method_has_no_fallback(desk: Desk, linked: Linked) -> None:
    linked.card()
    chosen = linked.card()
    linked.plan("generic_decline", chosen)
    answer = linked.pay(chosen, invoice=desk.invoice()).json
    assert (answer["status"], outcomes(answer)) == ("failed", [(chosen, "declined")])


def test_a_method_that_is_gone_at_the_provider_is_dead_and_the_next_one_pays(
    world: World, desk: Desk, linked: Linked, provider: ProviderSide
) -> None:
    first, second = linked.card(), linked.card()
    provider.remove_method(linked.methods.find(first).provider_id)
    answer = linked.pay(invoice=desk.invoice()).json
    assert outcomes(answer) == [(first, "not_tried"), (second, "paid")]
    assert linked.health(first)[0] == "dead"


def test_without_a_usable_method_nothing_is_claimed(desk: Desk, linked: Linked) -> None:
    invoice = desk.invoice()
    for method, status, code in (
        ("auto", 409, "no_payment_method"),
        ("pm_" + "0" * 26, 404, "not_found"),
        ("pm_none", 422, "invalid_request"),
    ):
        answer = linked.pay(method, invoice=invoice)
        assert (answer.status, answer.json["code"]) == (status, code)
    assert desk.see(invoice).json["pay_state"] == "Pay"


def test_orders_are_paid_from_credits_if_these_cover_all_else_by_a_method(
    world: World, shop: Shop, linked: Linked
) -> None:
    card = linked.card()
    shop.fund(5_000)
    first, second, third = (shop.order(2_000, collect="none") for _ in range(3))
    covered = linked.pay(orders=[first, second]).json
    assert (covered["means"], covered["status"], shop.wallet()["balance"]) == ("credits", "succeeded", 1_000)
    charged = linked.pay(orders=[third]).json
    assert (charged["means"], outcomes(charged), shop.wallet()["balance"]) == ("saved_method", [(card, "paid")], 1_000)
    world.settle_down()
    assert {event["order_id"] for event in (each["data"] for each in world.released())} == {first, second, third}
    audit(world)


def test_an_open_checkout_is_taken_over_first_and_a_charge_is_never(world: World, desk: Desk, linked: Linked) -> None:
    invoice = desk.invoice()
    linked.paypal()
    url = desk.pay(invoice).json["checkout_url"]
    linked.plan("pending_paid")
    assert linked.pay(invoice=invoice).json["status"] == "processing"
    assert world.pay(url).status_code == 410
    for answer in (linked.pay(invoice=invoice), desk.pay(invoice), desk.ask_link(invoice)):
        assert (answer.status, answer.json["code"]) == (409, "payment_pending")
    world.pass_time(days=2)
    world.deliver_webhooks()
    assert desk.see(invoice).json["pay_state"] == "Paid"
    audit(world)


def test_refunds_of_a_charge_go_back_where_they_came_from(
    world: World, shop: Shop, linked: Linked, provider: ProviderSide
) -> None:
    linked.card()
    order = shop.order(2_000, collect="none")
    payment = linked.pay(orders=[order]).json
    assert shop.refund(payment["id"]).status == 201
    world.settle_down()
    assert [refund["amount"] for refund in provider.refunds()] == [2_000]
    assert shop.payment(payment["id"]).json["returned"] == 2_000
