"""What somebody in a race wants to do, each with its own idempotency key, so that coming again is the same request."""

import random
import time
import uuid
from collections.abc import Sequence
from typing import Any, Final

import httpx

from tests.support.caller import Caller
from tests.support.race import Wish
from tests.support.shop import Shop

_PRESSES: Final = 4


def pay(shop: Shop, *orders: str, method: str = "credits") -> Wish:
    """Pay these orders together."""
    key = uuid.uuid4().hex
    return lambda: shop.api.post("/v1/payments", {"orders": orders, "method": method}, key)


def check_out(shop: Shop, *orders: str) -> Wish:
    """Open one checkout for these orders, and pay there at once as a buyer in a hurry would."""
    ask = pay(shop, *orders, method="checkout")

    def go() -> httpx.Response:
        answer = ask()
        url = answer.json().get("checkout_url") if answer.status_code == 201 else None
        if url:
            shop.stripe.pay(url)
        return answer

    return go


def cancel(shop: Shop, order: str) -> Wish:
    """Cancel this order."""
    return lambda: shop.api.post(f"/v1/orders/{order}/cancel")


def soon(wish: Wish, seconds: float) -> Wish:
    """The same at some moment of the first `seconds`: who passes through a function first would always be late."""
    later = random.uniform(0, seconds)  # noqa: S311

    def go() -> httpx.Response:
        time.sleep(later)
        return wish()

    return go


def pay_by_card(shop: Shop, url: str) -> Wish:
    """Pay at the hosted page."""
    return lambda: shop.stripe.pay(url)


def void(shop: Shop, link_id: str) -> Wish:
    """Void this link."""
    return lambda: shop.api.post(f"/v1/payment-links/{link_id}/void", {})


def buy(shop: Shop, page_url: str) -> Wish:
    """Press the button of a payment page a few times, and pay at once wherever it leads."""

    def go() -> httpx.Response:
        for _ in range(_PRESSES):
            answer = shop.api.http.post(f"{page_url}/checkout")
            if answer.status_code == 303:
                shop.stripe.pay(answer.headers["location"])
        return answer

    return go


def change_wallet(shop: Shop, **settings: object) -> Wish:
    """Change the settings of the wallet."""
    return lambda: shop.api.patch(f"/v1/wallets/{shop.currency}", settings)


def drain(shop: Shop) -> Wish:
    """Have what waits paid from credits."""
    return lambda: shop.api.post(f"/v1/wallets/{shop.currency}/drain")


def place(shop: Shop, body: dict[str, object]) -> Wish:
    """Place this order."""
    return lambda: shop.api.post("/v1/orders", body)


def tell(shop: Shop, event: dict[str, Any], copy: str = "") -> Wish:
    """Deliver an event of the provider; a `copy` is another event that tells the same fact."""
    told = event | {"id": event["id"] + copy}
    return lambda: shop.stripe.deliver(told)


def change_order(shop: Shop, order: str, **fields: object) -> Wish:
    """Change this order."""
    return lambda: shop.api.patch(f"/v1/orders/{order}", fields)


def in_a_row(each: Sequence[Wish]) -> Wish:
    """One after the other; the last answer."""
    return lambda: [wish() for wish in each][-1]


def refund(operator: Caller, payment: str, amount: int | None = None) -> Wish:
    """Send money of this payment back, all that is left unless `amount` says less."""
    key, body = uuid.uuid4().hex, {} if amount is None else {"amount": amount}
    return lambda: operator.post(f"/v1/payments/{payment}/refunds", body, key)


def refund_by_hand(shop: Shop, intent: str, amount: int) -> Wish:
    """Send money back in the provider's dashboard."""
    headers = {"Authorization": f"Bearer {shop.stripe.key}"}
    wanted = {"payment_intent": intent, "amount": str(amount)}
    return lambda: shop.stripe.http.post(f"{shop.stripe.url}/v1/refunds", data=wanted, headers=headers)
