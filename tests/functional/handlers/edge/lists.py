"""Three things or more on every list of the API, and where the list says when each was made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from shared.callbacks.model import Callback, next_body
from shared.callbacks.record_store import callback_put
from shared.clock import rfc3339
from shared.payments.audit.model import Discrepancy, Kind
from shared.payments.audit.service import ask_for_audit
from shared.payments.audit.store import discrepancy_put
from tests.functional.handlers.connected import connect
from tests.functional.handlers.edge.paid_out import make_lines, make_payouts
from tests.functional.handlers.edge.routed import call
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.shop import Shop

NUMBERS = ("1", "2", "3")


@dataclass(frozen=True)
class Filled:
    """A list with its path; ``made`` is the field of an entry that ``created_after`` is held against."""

    fill: Callable[[Shop], None]
    path: Callable[[Shop], dict[str, str]] = lambda _: {}
    made: str | None = "created_at"
    identity: str = "id"
    filters: dict[str, str] = field(default_factory=dict)


def _merchant(shop: Shop) -> dict[str, str]:
    return {"merchant_id": shop.id}


def _wallet(shop: Shop) -> dict[str, str]:
    return {"merchant_id": shop.id, "currency": "EUR"}


def _orders(shop: Shop) -> None:
    for _ in NUMBERS:
        shop.order(collect="none")


def _merchants(shop: Shop) -> None:
    for _ in NUMBERS:
        shop.world.merchant()


def _wallets(shop: Shop) -> None:
    for currency in ("USD", "EUR", "JPY"):
        shop.consent(currency)


def _journal(shop: Shop) -> None:
    for _ in NUMBERS:
        assert shop.adjust(500).status == 201


def _consents(shop: Shop) -> None:
    for given in (True, False, True):
        shop.consent(given=given)


def _links(shop: Shop) -> None:
    for _ in NUMBERS:
        shop.link(shop.order(collect="none"))


def _invoices(shop: Shop) -> None:
    for _ in NUMBERS:
        Desk(shop).invoice()


def _notices(shop: Shop) -> None:
    for number in NUMBERS:
        Notified(shop).tell(occasion=number)


def make_callbacks(shop: Shop) -> None:
    """Three of one order, that wait."""
    now = shop.world.clock.now()
    for number in NUMBERS:
        detail = {
            "id": f"evt_{number}", "type": "order.released", "version": 1, "at": rfc3339(now), "merchant_id": shop.id,
            "data": {"order_id": "ord_1"},
        }  # fmt: skip
        body = next_body(detail, int(number))
        at = now + timedelta(milliseconds=int(number))
        made = Callback(subject_id="ord_1", sequence=int(number), body=body, created_at=at)
        shop.world.table.put(callback_put(made))


def _refunds(shop: Shop) -> None:
    payment = shop.buy(shop.order(3_000, collect="none"))
    for _ in NUMBERS:
        assert shop.refund(payment, amount=100).status == 201


def _payment(shop: Shop) -> dict[str, str]:
    (payment,) = shop.world.items("payment")
    return {"payment_id": payment["id"]}


def _exports(shop: Shop) -> None:
    for kind in ("orders", "payments", "journal"):
        body = {"kind": kind, "from": "2026-11-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"}
        assert call("POST /v1/exports", me=shop.me, body=body).status == 201


def _audits(shop: Shop) -> None:
    for _ in NUMBERS:
        ask_for_audit(shop.world.table, "2026-11-22", shop.world.clock.now())


def _findings(shop: Shop) -> None:
    now = shop.world.clock.now()
    audit = ask_for_audit(shop.world.table, "2026-11-22", now)
    for number in NUMBERS:
        found = Discrepancy(Kind.CLAIM_STALE, f"ord_{number}", shop.id, {})
        shop.world.table.put(discrepancy_put(audit, found, now))


def _audit(shop: Shop) -> dict[str, str]:
    (audit,) = shop.world.items("audit")
    return {"audit_id": audit["id"]}


def _timeline(shop: Shop) -> None:
    order = shop.order(collect="none")
    for amount in (900, 800, 700):
        assert shop.change(order, amount=amount).status == 200
    shop.world.record_timelines()


def _order(shop: Shop) -> dict[str, str]:
    (order,) = shop.world.items("order")
    return {"order_id": order["id"]}


def _keys(shop: Shop) -> None:
    for number in NUMBERS:
        key = "POST /v1/merchants/{merchant_id}/api-keys"
        assert call(key, me=shop.me, path=_merchant(shop), body={"label": number}).status == 201


def _connections(shop: Shop) -> None:
    for number in NUMBERS:
        connect(shop, domain=f"shop{number}.example")


def make_deliveries(shop: Shop) -> None:
    """Of one shop: one in the queue, and two that cannot be read."""
    connected = connect(shop)
    assert connected.deliver().status == 200
    for number in NUMBERS[1:]:
        assert connected.deliver(number.encode()).status == 200


def connection_of(shop: Shop) -> dict[str, str]:
    """The first that there is."""
    return {"connection_id": shop.world.items("shop_connection")[0]["id"]}


LISTS: dict[str, Filled] = {
    "GET /v1/orders": Filled(_orders),
    "GET /v1/merchants": Filled(_merchants),
    "GET /v1/merchants/{merchant_id}/api-keys": Filled(_keys, _merchant),
    "GET /v1/wallets": Filled(_wallets, made=None, identity="currency"),
    "GET /v1/wallets/{currency}/journal": Filled(_journal, _wallet, made="at", identity="number"),
    "GET /v1/wallets/{currency}/consents": Filled(_consents, _wallet, made="changed_at", identity="number"),
    "GET /v1/merchants/{merchant_id}/wallets/{currency}/adjustments": Filled(_journal, _wallet),
    "GET /v1/payment-links": Filled(_links),
    "GET /v1/merchants/{merchant_id}/invoices": Filled(_invoices, _merchant),
    "GET /v1/invoices": Filled(_invoices),
    "GET /v1/notifications": Filled(_notices),
    "GET /v1/callbacks": Filled(make_callbacks),
    "GET /v1/payments/{payment_id}/refunds": Filled(_refunds, _payment),
    "GET /v1/exports": Filled(_exports),
    "GET /v1/audits": Filled(_audits, made="started_at"),
    "GET /v1/shop-connections": Filled(_connections),
    "GET /v1/shop-connections/{connection_id}/deliveries": Filled(make_deliveries, connection_of, "received_at"),
    "GET /v1/payouts": Filled(make_payouts),
    "GET /v1/platform/payouts": Filled(make_payouts),
    "GET /v1/payouts/{payout_id}": Filled(make_lines, lambda _: {"payout_id": "po_own1"}, made=None),
    "GET /v1/platform/payouts/{payout_id}": Filled(make_lines, lambda _: {"payout_id": "po_platform1"}, made=None),
    # Within one thing: what an audit found, and the chain of what happened to an order.
    "GET /v1/audits/{audit_id}": Filled(_findings, _audit, made=None),
    "GET /v1/orders/{order_id}/timeline": Filled(_timeline, _order, made=None, identity="number"),
}
"""Every list. A new one gets its line here, and then holds to the rules of all."""
