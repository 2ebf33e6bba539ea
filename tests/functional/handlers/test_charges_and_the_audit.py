"""Money of charges that nobody told of, and what goes back of it before anybody does."""

import pytest

from tests.functional.handlers.auditing import ask
from tests.functional.handlers.auditing import audit as findings
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.test_charges_in_doubt import CHARGES, LOST
from tests.support.world import World


@pytest.mark.parametrize("taken", ["refunded", "disputed"])
def test_news_of_a_return_that_are_quicker_than_those_of_the_charge_are_kept(
    world: World, desk: Desk, linked: Linked, provider: ProviderSide, taken: str
) -> None:
    linked.card()
    world.faults(calls=LOST)
    paid = linked.pay(invoice=desk.invoice(4_500)).json
    assert paid["status"] == "unknown"
    if taken == "refunded":
        provider.refund(paid["id"])
    else:
        provider.dispute(paid["id"])
    kinds = ("refund.", "charge.refund", "charge.dispute.")
    world.deliver_webhooks([event for event in world.stripe_events() if event["type"].startswith(kinds)])
    assert desk.shop.payment(paid["id"]).json["status"] == "succeeded"
    (kept,) = world.items("return")
    assert kept["amount"] == 4_500
    audit(world)
    nothing_is_stuck(world)


def test_the_audit_has_money_of_a_charge_recorded_that_nobody_told_of(world: World, desk: Desk, linked: Linked) -> None:
    """A second charge under the same payment (rule M14), and every event of it is lost."""
    linked.card()
    paid = linked.pay(invoice=desk.invoice(4_500)).json
    first = linked.intents()[0]
    fields = {name: first[name] for name in ("customer", "payment_method", "amount", "currency")}
    fields |= {"confirm": "true", "off_session": "true"}
    fields |= {f"metadata[{name}]": value for name, value in first["metadata"].items()}
    headers = {"authorization": f"Bearer {world.stripe.key}"}
    world.browser.post(f"{world.stripe.url}{CHARGES}", data=fields, headers=headers).raise_for_status()
    second = linked.intents()[1]["id"]
    asked = ask(whole=True)
    (found,) = findings(world, asked["id"])["data"]
    assert (found["type"], found["subject"], found["fix"]["code"]) == ("money_without_record", second, "settle")
    assert found["action"]["outcome"] == "charge_looked_at"
    assert [(each["pk"], each["payment_id"]) for each in world.items("surplus")] == [(second, paid["id"])]
    assert ask(whole=True)["discrepancies"] == 0
    audit(world)
