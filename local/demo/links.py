"""What buyers and merchants do with payment links during the day."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from local.demo.api import DemoError
from local.demo.buyer import DECLINED_CARD, GOOD_CARD, Buyer
from local.demo.scenario import Fate
from local.demo.shops import Shop

_SHORT_LIVES = (timedelta(seconds=10), timedelta(seconds=40))
_PATIENCE_SECONDS = 60.0
_ENDS = {
    Fate.PAID: "paid",
    Fate.PAID_AFTER_DECLINE: "paid",
    Fate.VOIDED: "void",
    Fate.EXPIRED: "expired",
    Fate.LEFT_OPEN: "open",
}


@dataclass(frozen=True)
class LinkStory:
    """A link and what was to become of it."""

    shop: Shop
    order_id: str
    link_id: str
    fate: Fate


def live_link(shop: Shop, buyer: Buyer, order: dict[str, Any], fate: Fate) -> LinkStory | None:
    """Do with an order's link what its fate says."""
    if fate is Fate.NO_LINK:
        return None
    link = _expiring_link(shop, order) if fate is Fate.EXPIRED else _given_link(shop, order)
    story = LinkStory(shop, order["id"], link["id"], fate)
    if fate in {Fate.PAID, Fate.PAID_AFTER_DECLINE}:
        _pay(buyer, link["url"], declined_first=fate is Fate.PAID_AFTER_DECLINE)
    elif fate is Fate.VOIDED:
        shop.api.create(f"/v1/payment-links/{link['id']}/void", {"reason": "customer changed their mind"}, "void")
    buyer.read_page(link["url"])
    return story


def end_of(story: LinkStory) -> str:
    """Return the status of the link in the evening: the one that its fate wants, once that has come about."""
    wanted = _ENDS[story.fate]
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (status := _status(story)) != wanted:
        if time.monotonic() > deadline:
            raise DemoError(f"link {story.link_id} is {status}, not {wanted}, after {_PATIENCE_SECONDS:.0f} s")
        time.sleep(0.2)
    return status


def _expiring_link(shop: Shop, order: dict[str, Any]) -> dict[str, Any]:
    """Make a link that expires soon; on a machine so slow that it would expire before it is made, a little later."""
    path, number = f"/v1/orders/{order['id']}/payment-links", f"D-{order['external_id']}"[:64]
    for life in _SHORT_LIVES:
        expires_at = (datetime.now(UTC) + life).strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = shop.api.send("POST", path, body={"invoice_number": number, "expires_at": expires_at})
        if answer.status == 201:
            return answer.body
        if answer.body.get("code") != "invalid_expiry":
            break
    raise DemoError(f"POST {path} answered {answer.problem}")


def _given_link(shop: Shop, order: dict[str, Any]) -> dict[str, Any]:
    """Return the link that came with the order, found by its address."""
    url = order["payment_link"]
    for link in shop.api.listed("/v1/payment-links"):
        if link["url"] == url:
            return link
    raise DemoError(f"order {order['id']} shows the link {url}, and the merchant's list has no such link")


def _pay(buyer: Buyer, page_url: str, *, declined_first: bool) -> None:
    checkout_url = buyer.press_pay(page_url)
    if declined_first:
        buyer.pay(checkout_url, DECLINED_CARD)
        checkout_url = buyer.press_pay(page_url)
    if not buyer.pay(checkout_url, GOOD_CARD):
        raise DemoError(f"a good card was refused at {checkout_url}")


def _status(story: LinkStory) -> str:
    return str(story.shop.api.get(f"/v1/payment-links/{story.link_id}")["status"])
