"""Typical calls of merchants and of the operator."""

from bench.cases.stage import Event, captured
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.read_audits.handler import lambda_handler as read_audits
from tests.functional.handlers.counted_endpoints import ask, keep_callbacks
from tests.functional.handlers.linking import Linking
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.support.pictures import png
from tests.support.samples import sample
from tests.support.world import AS_OPERATOR


def intake(shop: Shop) -> Event:
    """A new order: one conditional write."""
    return captured(shop, lambda: shop.world.call(manage_merchants, "order_intake", authorizer=shop.me))


def reading_an_order(shop: Shop) -> Event:
    """One order that waits."""
    order = shop.order()
    return captured(shop, lambda: shop.read(order))


def explaining_an_order(shop: Shop) -> Event:
    """Why an order that the credits do not cover waits."""
    shop.consent()
    order = shop.order()
    shop.world.settle_down()
    return captured(shop, lambda: shop.explain(order))


def making_a_merchant(shop: Shop) -> Event:
    """A new merchant."""
    return captured(shop, shop.world.merchant)


def reading_a_wallet(shop: Shop) -> Event:
    """A wallet with credits."""
    shop.fund(5_000)
    return captured(shop, shop.wallet)


def adjusting_a_wallet(shop: Shop) -> Event:
    """Credits as goodwill."""
    shop.fund(5_000)
    return captured(shop, lambda: shop.adjust(500))


def topping_up(shop: Shop) -> Event:
    """A hosted checkout for credits."""
    return captured(shop, lambda: shop.top_up(5_000))


def reading_an_account(shop: Shop) -> Event:
    """What the merchant's own Stripe account can do, as far as known."""
    own = OwnAccount(shop).connected()
    return captured(shop, own.show)


def reading_a_link(shop: Shop) -> Event:
    """An open link."""
    link = shop.link(shop.order(collect="none"))
    return captured(shop, lambda: shop.read_link(link["id"]))


def keeping_a_logo(shop: Shop) -> Event:
    """A small PNG."""
    return captured(shop, lambda: shop.keep_logo(png(240, 80)))


def making_a_link(shop: Shop) -> Event:
    """A link for an order that has none."""
    order = shop.order(collect="none")
    return captured(shop, lambda: shop.ask_link(order))


def paying_from_credits(shop: Shop) -> Event:
    """Three chosen orders."""
    shop.fund(50_000)
    orders = [shop.order(collect="none") for _ in range(3)]
    return captured(shop, lambda: shop.pay(orders, key="bench"))


def changing_an_order(shop: Shop) -> Event:
    """Another amount while unpaid."""
    order = shop.order(collect="none")
    return captured(shop, lambda: shop.change(order, amount=4_000))


def cancelling_an_order(shop: Shop) -> Event:
    """One that nobody paid."""
    order = shop.order(collect="none")
    return captured(shop, lambda: shop.cancel(order))


def refunding(shop: Shop) -> Event:
    """What a buyer paid by a link."""
    payment = shop.buy(shop.order(collect="none"))
    return captured(shop, lambda: shop.refund(payment))


def listing_audits(shop: Shop) -> Event:
    """A page of audits."""
    return captured(shop, lambda: shop.world.call(read_audits, "read_audits", authorizer=AS_OPERATOR))


def authorizing(shop: Shop) -> Event:
    """A merchant's key."""
    route, path = "POST /v1/merchants/{merchant_id}/api-keys", {"merchant_id": shop.id}
    answer = shop.world.call(manage_merchants, "manage_merchants", route, path=path, body={}, authorizer=AS_OPERATOR)
    return sample("authorize_request") | {"identitySource": [f"Bearer {answer.json['key']}"]}


def checking_health(shop: Shop) -> Event:
    """The sample as it is."""
    return sample("check_health")


def showing_docs(shop: Shop) -> Event:
    """The page, to a browser that takes it packed."""
    return sample("show_docs")


def listing_methods(shop: Shop) -> Event:
    """One card that is linked."""
    methods = Linking(shop)
    methods.link()
    return captured(shop, methods.show)


def listing_callbacks(shop: Shop) -> Event:
    """Ten of an order."""
    keep_callbacks(shop, 10)
    return captured(shop, lambda: ask(shop, "GET /v1/callbacks"))


def listing_notices(shop: Shop) -> Event:
    """One that nobody has read."""
    told = Notified(shop)
    told.tell()
    return captured(shop, told.listed)
