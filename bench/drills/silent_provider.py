"""The provider is silent for a while: frozen, so that no call is answered and no webhook comes."""

import time
from typing import Final

import httpx

from bench.drills.drill import Scene
from bench.drills.processes import frozen, process_of
from bench.load.books import Verdict
from tests.support.waiting import eventually

_ORDERS: Final = 40
_LINKS: Final = 6
_SILENT_SECONDS: Final = 8


def silent_provider(scene: Scene) -> Verdict:
    """Credits still pay while it is silent; buttons answer that they cannot; afterwards each link is paid once."""
    shop = scene.shop()
    links = [scene.place(shop, collect="link") for _ in range(_LINKS)]
    opened = [shop.press_pay(order["payment_link"]) for order in links[: _LINKS // 2]]
    with frozen(process_of(scene.state, "stripe-simulator")):
        began = time.monotonic()
        placed = [scene.place(shop) for _ in range(_ORDERS)]
        wanted = {order["id"] for order in placed}
        eventually(lambda: wanted - scene.watch.seen.keys(), lambda missing: not missing)
        scene.set(paid_from_credits_meanwhile=len(wanted))
        for order in links[_LINKS // 2 : _LINKS // 2 + 1]:
            scene.count(f"buttons answered {_press(shop.api.http, order['payment_link'])}")
        time.sleep(max(0.0, _SILENT_SECONDS - (time.monotonic() - began)))
        scene.set(seconds_of_silence=round(time.monotonic() - began, 1))
    for url in opened:
        shop.stripe.pay(url)
    for order in links[_LINKS // 2 :]:
        answer = eventually(
            lambda link=order["payment_link"]: shop.api.http.post(f"{link}/checkout"),  # type: ignore[misc]
            lambda answer: answer.status_code == 303,
        )
        shop.stripe.pay(answer.headers["location"])
    return scene.end(order["id"] for order in (*placed, *links))


def _press(http: httpx.Client, link: str) -> int:
    """What the button answers; 0 is nothing in time."""
    try:
        return http.post(f"{link}/checkout", timeout=40).status_code
    except httpx.TransportError:
        return 0
