"""Charges in currencies with no decimals and with three, and what comes in twice."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked, outcomes
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_charges_in_doubt import CHARGES
from tests.support.world import World


@pytest.mark.parametrize(
    ("currency", "amount", "units"), [("JPY", 500, 500), ("KWD", 4_500, 4_500), ("ISK", 500, 50_000)]
)
def test_a_charge_is_made_in_the_units_of_the_provider(
    world: World, desk: Desk, linked: Linked, currency: str, amount: int, units: int
) -> None:
    first, second = linked.card(), linked.card()
    linked.plan("generic_decline", first)
    paid = linked.pay(invoice=desk.invoice(amount, currency=currency)).json
    assert (paid["status"], paid["amount"], outcomes(paid)) == (
        "succeeded", amount, [(first, "declined"), (second, "paid")]
    )  # fmt: skip
    assert [(each["amount"], each["currency"]) for each in linked.intents()] == [(units, currency.lower())]
    audit(world)


def test_between_two_steps_of_a_currency_nothing_is_charged_nor_claimed(shop: Shop, linked: Linked) -> None:
    linked.card()
    order = shop.order(4_505, currency="KWD", collect="none")
    refused = linked.pay(orders=[order])
    assert (refused.status, refused.json["code"]) == (422, "amount_not_chargeable")
    assert (shop.read(order)["payment_status"], linked.intents()) == ("unpaid", [])
    assert linked.methods.methods[0].in_use == ()


def test_a_method_that_does_not_take_the_currency_is_passed_over(world: World, desk: Desk, linked: Linked) -> None:
    first, second = linked.card(), linked.card()
    error = {"type": "invalid_request_error", "code": "payment_method_currency_mismatch", "message": "Not in EUR."}
    world.faults(calls=[{"kind": "fail", "status": 400, "error": error, "path": CHARGES, "count": 1}])
    paid = linked.pay(invoice=desk.invoice()).json
    assert outcomes(paid) == [(first, "not_tried"), (second, "paid")]
    assert linked.health(first) == ("ok", None, ()), "it pays in other currencies"
    audit(world)
    nothing_is_stuck(world)


def test_money_that_comes_by_a_second_charge_goes_back_there(
    world: World, desk: Desk, linked: Linked, provider: ProviderSide
) -> None:
    linked.card()
    linked.pay(invoice=desk.invoice(4_500))
    first = linked.intents()[0]
    fields = {name: first[name] for name in ("customer", "payment_method", "amount", "currency")}
    fields |= {"confirm": "true", "off_session": "true"}
    fields |= {f"metadata[{name}]": value for name, value in first["metadata"].items()}
    headers = {"authorization": f"Bearer {world.stripe.key}"}
    world.browser.post(f"{world.stripe.url}{CHARGES}", data=fields, headers=headers).raise_for_status()
    world.settle_down()
    world.pass_time(minutes=6)
    jobs.bring_back()
    world.settle_down()
    second = linked.intents()[1]["id"]
    assert [(each["payment_intent"], each["amount"]) for each in provider.refunds()] == [(second, 4_500)]
    audit(world)
    nothing_is_stuck(world)
