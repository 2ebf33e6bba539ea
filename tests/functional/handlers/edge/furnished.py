"""A shop in which there is one of everything."""

from shared.payments.audit.service import ask_for_audit
from tests.functional.handlers.edge.lists import connection_of, make_callbacks, make_deliveries
from tests.functional.handlers.edge.paid_out import make_lines
from tests.functional.handlers.edge.routed import call
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.shop import Shop, token_of

NOBODYS = "0" * 26


def furnish(shop: Shop) -> dict[str, list[str]]:
    """Ids by the name of a path's parameter: orders that are paid, that wait and that can be paid, and so on."""
    world = shop.world
    shop.consent()
    shop.fund(20_000)
    orders = [shop.order(1_000), shop.order(90_000), shop.order(3_000, collect="none")]
    world.settle_down()
    customer = {"name": "Ada Byron", "email": "buyer@example.com", "locale": "de"}
    link = shop.link(shop.order(2_000, collect="none", customer=customer), pdf=True)
    payment = shop.buy(shop.order(3_000, collect="none", customer=customer))
    desk = Desk(shop)
    api_key = call("POST /v1/merchants/{merchant_id}/api-keys", me=shop.me, path={"merchant_id": shop.id}, body={})
    wish = {"kind": "orders", "from": "2026-11-01T00:00:00Z"}
    export = call("POST /v1/exports", me=shop.me, body=wish)
    make_callbacks(shop)
    make_lines(shop)
    make_deliveries(shop)
    callbacks = call("GET /v1/callbacks", me=shop.me).json["data"]
    made = {
        "order_id": [*orders, link["order_id"]],
        "link_id": [link["id"]],
        "token": [token_of(link)],
        "payment_id": [payment],
        "method_id": [Linked(shop).card(), Linked(shop).card()],
        "invoice_id": [desk.invoice(), desk.draft()],
        "notification_id": [Notified(shop).tell()],
        "merchant_id": [shop.id],
        "key_id": [api_key.json["id"]],
        "export_id": [export.json["id"]],
        "callback_id": [callback["id"] for callback in callbacks],
        "payout_id": ["po_own1", "po_platform1"],
        "audit_id": [ask_for_audit(world.table, "2026-11-22", world.clock.now()).id],
        "connection_id": [connection_of(shop)["connection_id"]],
        "delivery_id": [each["id"] for each in world.items("shop_delivery")],
        "currency": ["EUR", "JPY"],
    }
    world.settle_down()
    return made
