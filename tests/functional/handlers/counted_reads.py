"""Use cases to count, of looking things up, and of what merchants and operators set."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from functions.authorize_request.handler import lambda_handler as authorize_request
from functions.check_health.handler import lambda_handler as check_health
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.read_audits.handler import lambda_handler as read_audits
from functions.read_links.handler import lambda_handler as read_links
from functions.show_docs.handler import lambda_handler as show_docs
from tests.functional.handlers import auditing
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.shop import Shop
from tests.support.aws import OPERATOR_KEY, Handler
from tests.support.samples import sample
from tests.support.world import AS_OPERATOR, Json

KEYS: Final = "/v1/merchants/{merchant_id}/api-keys"


def authorize(shop: Shop, bearer: str | None) -> Callable[[], object]:
    """``None``: by a merchant's own key."""
    key = bearer or _operators(shop, f"POST {KEYS}", body={})().json["key"]
    event = sample("authorize_request") | {"identitySource": [f"Bearer {key}"]}
    allowed = key != "nobody's key"
    return lambda: expect(authorize_request(event, None)["isAuthorized"], allowed)


def list_orders(shop: Shop, orders: int, **query: str) -> Callable[[], object]:
    _orders(shop, orders)
    shop.world.settle_down()
    return lambda: expect(len(shop.listed(**query).json["data"]), min(orders, 50))


def read_order(shop: Shop) -> Callable[[], object]:
    order = shop.order()
    return lambda: expect(shop.read(order)["id"], order)


def timeline(shop: Shop) -> Callable[[], object]:
    order = shop.order(collect="none")
    shop.buy(order)
    return lambda: expect(shop.timeline(order).status, 200)


def explain(shop: Shop, *, tried: bool) -> Callable[[], object]:
    order = shop.order(collect="none")
    if tried:
        shop.checkout(shop.link(order))
        shop.world.settle_down()
    return lambda: expect(shop.explain(order).status, 200)


def read_payment(shop: Shop) -> Callable[[], object]:
    payment = shop.buy(shop.order(collect="none"))
    return lambda: expect(shop.payment(payment).status, 200)


def list_returns(shop: Shop) -> Callable[[], object]:
    payment = shop.buy(shop.order(collect="none"))
    shop.refund(payment)
    return lambda: expect(len(shop.returns(payment)), 1)


def wallet(shop: Shop, route: str, *, pages: int = 0) -> Callable[[], object]:
    shop.consent()
    shop.fund(10_000)
    for _ in range(pages):
        shop.pay([shop.order(100, collect="none")])
    _orders(shop, 10)
    path = {"currency": "EUR"}
    return _asking(shop, manage_wallets, "manage_wallets", route, path=path, query={}, authorizer=shop.me)


def set_wallet(shop: Shop, **body: Any) -> Callable[[], object]:
    shop.fund(1_000)
    return lambda: expect(shop.change_wallet(**body).status, 200)


def give_consent(shop: Shop) -> Callable[[], object]:
    shop.fund(1_000)
    return shop.consent


def ask_for_drain(shop: Shop, **body: Any) -> Callable[[], object]:
    shop.consent()
    _orders(shop, 10)
    shop.world.settle_down()
    return lambda: expect(shop.drain(**body).status in (200, 202), True)


def adjust(shop: Shop) -> Callable[[], object]:
    return lambda: expect(shop.adjust(1_000).status, 201)


def list_adjustments(shop: Shop) -> Callable[[], object]:
    shop.adjust(1_000)
    return lambda: expect(shop.adjustments().status, 200)


def merchants(shop: Shop, route: str, **changes: Any) -> Callable[[], object]:
    return _operators(shop, route, **changes)


def delete_key(shop: Shop) -> Callable[[], object]:
    made = _operators(shop, f"POST {KEYS}", body={})().json["id"]
    path = {"merchant_id": shop.id, "key_id": made}
    return _operators(shop, f"DELETE {KEYS}/{{key_id}}", path=path)


def links(shop: Shop, *, one: bool) -> Callable[[], object]:
    made = [shop.link(shop.order(collect="none")) for _ in range(10)]
    if one:
        return lambda: expect(shop.read_link(made[0]["id"])["status"], "open")
    return _asking(shop, read_links, "read_links", "GET /v1/payment-links", query={}, authorizer=shop.me)


def audits(shop: Shop, *, one: bool) -> Callable[[], object]:
    made = auditing.ask()
    if one:
        return lambda: expect(auditing.audit(shop.world, made["id"])["id"], made["id"])
    return _asking(shop, read_audits, "read_audits", "GET /v1/audits", query={}, authorizer=AS_OPERATOR)


def health(shop: Shop) -> Callable[[], object]:
    return _asking(shop, check_health, "check_health", "GET /health")


def docs(shop: Shop) -> Callable[[], object]:
    return _asking(shop, show_docs, "show_docs", "GET /docs")


def _operators(shop: Shop, route: str, **changes: Any) -> Callable[[], Any]:
    given: Json = {"path": {"merchant_id": shop.id}, "query": {}, "authorizer": AS_OPERATOR, **changes}
    given["headers"] = {"idempotency-key": f"{route} {shop.world.clock.now()}"}
    return _asking(shop, manage_merchants, "manage_merchants", route, **given)


def _asking(shop: Shop, handler: Handler, name: str, route: str, **changes: Any) -> Callable[[], Any]:
    def ask() -> Any:
        answer = shop.world.call(handler, name, route, **changes)
        assert answer.status < 300, answer.text
        return answer

    return ask


def _orders(shop: Shop, number: int) -> None:
    for _ in range(number):
        shop.order(100)


COUNTED_READS: Final[Mapping[str, Case]] = {
    "authorize_request: a merchant's key": partial(authorize, bearer=None),
    "authorize_request: the operator's key": partial(authorize, bearer=OPERATOR_KEY),
    "authorize_request: nobody's key": partial(authorize, bearer="nobody's key"),
    "check_health": health,
    "show_docs": docs,
    "read_orders: one": read_order,
    "read_orders: a page of 50": partial(list_orders, orders=60),
    "read_orders: a page of those unpaid": partial(list_orders, orders=60, payment_status="unpaid"),
    "explain_order: timeline": timeline,
    "explain_order: why, never tried": partial(explain, tried=False),
    "explain_order: why, with a checkout open": partial(explain, tried=True),
    "pay_orders: read one": read_payment,
    "refund_payments: list": list_returns,
    "manage_wallets: list": partial(wallet, route="GET /v1/wallets"),
    "manage_wallets: one": partial(wallet, route="GET /v1/wallets/{currency}"),
    "manage_wallets: journal of 21 pages": partial(wallet, route="GET /v1/wallets/{currency}/journal", pages=20),
    "manage_wallets: consents": partial(wallet, route="GET /v1/wallets/{currency}/consents"),
    "manage_wallets: advice, 21 pages": partial(wallet, route="GET /v1/wallets/{currency}/advice", pages=20),
    "manage_wallets: set an alert": partial(set_wallet, low_balance_alert=500),
    "manage_wallets: give consent": give_consent,
    "manage_wallets: ask for a drain": ask_for_drain,
    "manage_wallets: a drain's dry run": partial(ask_for_drain, dry_run=True),
    "adjust_wallets: put credits in": adjust,
    "adjust_wallets: list": list_adjustments,
    "manage_merchants: new": partial(merchants, route="POST /v1/merchants", body={"name": "Nord", "currency": "EUR"}),
    "manage_merchants: list": partial(merchants, route="GET /v1/merchants"),
    "manage_merchants: one": partial(merchants, route="GET /v1/merchants/{merchant_id}"),
    "manage_merchants: change": partial(merchants, route="PATCH /v1/merchants/{merchant_id}", body={"name": "Nord"}),
    "manage_merchants: new key": partial(merchants, route=f"POST {KEYS}", body={}),
    "manage_merchants: list keys": partial(merchants, route=f"GET {KEYS}"),
    "manage_merchants: delete a key": delete_key,
    "read_links: one": partial(links, one=True),
    "read_links: list": partial(links, one=False),
    "read_audits: one": partial(audits, one=True),
    "read_audits: list": partial(audits, one=False),
}
