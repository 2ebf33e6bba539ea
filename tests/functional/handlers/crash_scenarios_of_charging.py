"""Use cases to interrupt, of charges of saved methods."""

from collections.abc import Callable

from tests.functional.handlers import jobs
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.shop import Shop


def _repaired(shop: Shop) -> None:
    for _ in range(3):
        shop.world.pass_time(minutes=6)
        jobs.repair()
        shop.world.deliver_webhooks()


def _paid_once(shop: Shop, desk: Desk, linked: Linked, invoice: str) -> None:
    _repaired(shop)
    assert desk.see(invoice).json["pay_state"] == "Paid"
    assert [intent["status"] for intent in linked.intents()].count("succeeded") == 1
    assert len(linked.intents()) == 1


def _told(shop: Shop) -> list[str]:
    kinds = [notice["notice_kind"] for notice in shop.world.items("notice")]
    return [kind for kind in kinds if kind != "invoice_sent"]


def charging_an_invoice(shop: Shop) -> Scenario:
    desk, linked = Desk(shop), Linked(shop)
    linked.card()
    invoice = desk.invoice()

    def run() -> None:
        assert linked.pay(key="k", invoice=invoice).status in (201, 202, 503)

    return Scenario(run, lambda: _paid_once(shop, desk, linked, invoice))


def falling_back_to_another_method(shop: Shop) -> Scenario:
    desk, linked = Desk(shop), Linked(shop)
    first, _ = linked.card(), linked.card()
    linked.plan("stolen_card", first, count=None)
    invoice = desk.invoice()

    def run() -> None:
        assert linked.pay(key="k", invoice=invoice).status in (201, 202, 503)

    def check() -> None:
        _paid_once(shop, desk, linked, invoice)
        assert linked.health(first)[:2] == ("unusable", "declined")

    return Scenario(run, check)


def ending_a_charge_that_no_method_pays(shop: Shop) -> Scenario:
    desk, linked = Desk(shop), Linked(shop)
    linked.card()
    linked.plan("generic_decline", count=None)
    invoice = desk.invoice()

    def run() -> None:
        assert linked.pay(key="k", invoice=invoice).status in (201, 202, 503)

    def check() -> None:
        _repaired(shop)
        assert desk.see(invoice).json["pay_state"] == "Pay"
        assert _told(shop) == ["charge_failed"]

    return Scenario(run, check)


def asking_the_owner_of_a_method(shop: Shop) -> Scenario:
    desk, linked = Desk(shop), Linked(shop)
    linked.card()
    linked.plan("authentication_required", count=None)
    invoice = desk.invoice()

    def run() -> None:
        assert linked.pay(key="k", invoice=invoice).status in (201, 202, 503)

    def check() -> None:
        _repaired(shop)
        (payment,) = (each for each in shop.world.items("payment") if each["means"] == "saved_method")
        (link,) = shop.world.items("link")
        assert (payment["state"], payment["action_link_id"]) == ("requires_action", link["id"])
        assert _told(shop) == ["charge_requires_action"]

    return Scenario(run, check)


def hearing_of_a_charge_that_failed_later(shop: Shop) -> Scenario:
    desk, linked = Desk(shop), Linked(shop)
    linked.plan("pending_failed", linked.paypal())
    linked.card()
    invoice = desk.invoice()
    assert linked.pay(invoice=invoice).json["status"] == "processing"
    shop.world.pass_time(days=2)
    return Scenario(shop.world.deliver_webhooks, lambda: _paid_once(shop, desk, linked, invoice))


def repairing_an_unknown_charge(shop: Shop) -> Scenario:
    desk, linked = Desk(shop), Linked(shop)
    first, _ = linked.card(), linked.card()
    linked.plan("generic_decline", first)
    lost = {"kind": "timeout", "path": "/v1/payment_intents", "count": 1}
    shop.world.faults(calls=[lost | {"effect": True}, lost | {"effect": False}])
    invoice = desk.invoice()
    assert linked.pay(invoice=invoice).json["status"] == "unknown"
    shop.world.pass_time(minutes=6)

    def run() -> None:
        jobs.repair()

    return Scenario(run, lambda: _paid_once(shop, desk, linked, invoice))


CHARGING_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    charging_an_invoice,
    falling_back_to_another_method,
    ending_a_charge_that_no_method_pays,
    asking_the_owner_of_a_method,
    hearing_of_a_charge_that_failed_later,
    repairing_an_unknown_charge,
)
