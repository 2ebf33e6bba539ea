"""A smoke test of a deployment, by its public API alone: one order of a merchant that exists for nothing else.

It moves no money and calls no provider: the order is taken in, read, told of in its timeline, and cancelled. The key
that it makes is revoked at the end, whatever happened. The merchant stays, and every run finds it again.
"""

import time
import uuid
from collections.abc import Callable
from typing import Any, Final

import httpx

from local.demo.api import Api, DemoError

_MERCHANT: Final = {"name": "Smoke test", "currency": "EUR"}
_MERCHANT_ONCE: Final = "orderpay-smoke-test"
_LOOKS: Final = 30
_PAUSE_SECONDS: Final = 2
_REFUSED: Final = frozenset({401, 403})

Wait = Callable[[], None]


class SmokeError(Exception):
    """The deployment does not do what it should; the message says which step failed, and how."""


def smoke(
    http: httpx.Client,
    base_url: str,
    operator_key: str,
    say: Callable[[str], None],
    *,
    wait: Wait = lambda: time.sleep(_PAUSE_SECONDS),
) -> None:
    """Go through all steps; `say` hears of each that is done. Raises :class:`SmokeError` at the first that fails."""
    try:
        _steps(http, base_url, operator_key, say, wait)
    except (DemoError, httpx.HTTPError) as error:
        raise SmokeError(str(error)) from error


def _steps(http: httpx.Client, base_url: str, operator_key: str, say: Callable[[str], None], wait: Wait) -> None:
    operator = Api(http, base_url, operator_key)
    _expect(operator.get("/health"), "status", "ok", "GET /health")
    say("health")
    stranger = Api(http, base_url, f"{uuid.uuid4()}").send("GET", "/v1/merchants")
    if stranger.status not in _REFUSED:
        raise SmokeError(f"a key that nobody made was answered {stranger.problem}")
    say("a strange key is refused")
    merchant = operator.create("/v1/merchants", dict(_MERCHANT), _MERCHANT_ONCE)
    keys = f"/v1/merchants/{merchant['id']}/api-keys"
    key = operator.create(keys, {"label": "smoke test"}, f"{uuid.uuid4()}")
    try:
        say(f"merchant {merchant['id']} and key {key['id']}")
        _order(Api(http, base_url, key["key"]), say, wait)
    finally:
        revoked = operator.send("DELETE", f"{keys}/{key['id']}")
    if revoked.status != 204:
        raise SmokeError(f"the key {key['id']} could not be revoked: {revoked.problem}")
    found = [each for each in operator.listed(keys) if each["id"] == key["id"]]
    if not found or not found[0]["revoked_at"]:
        raise SmokeError(f"the key {key['id']} was revoked, and is not said to be")
    say("the key is revoked")


def _order(shop: Api, say: Callable[[str], None], wait: Wait) -> None:
    sent = {
        "source": "smoke-test",
        "external_id": f"{uuid.uuid4()}",
        "amount": 100,
        "currency": _MERCHANT["currency"],
        "collect": "none",
    }
    first, again = (shop.send("POST", "/v1/orders", body=sent) for _ in range(2))
    # 200 for the first: its answer was lost, and the call was repeated.
    if first.status not in (200, 201) or again.status != 200 or first.body.get("id") != again.body.get("id"):
        raise SmokeError(f"POST /v1/orders answered {first.problem}, and to the same again {again.problem}")
    order = f"/v1/orders/{first.body['id']}"
    try:
        say(f"order {first.body['id']}, once")
        _expect(shop.get(order), "payment_status", "unpaid", f"GET {order}")
        say("the order is read")
        _told(shop, order, wait)
        say("the stream tells of it")
    finally:
        cancelled = shop.send("POST", f"{order}/cancel")
    if cancelled.status != 200:
        raise SmokeError(f"POST {order}/cancel answered {cancelled.problem}")
    _expect(shop.get(order), "status", "cancelled", f"GET {order}")
    say("the order is cancelled")


def _told(shop: Api, order: str, wait: Wait) -> None:
    """The timeline is written by what the table's stream calls: it shows that changes reach the functions."""
    for _ in range(_LOOKS):
        timeline = shop.send("GET", f"{order}/timeline")
        if any(entry["type"] == "created" for entry in timeline.body.get("data", [])):
            return
        wait()
    raise SmokeError(f"GET {order}/timeline has no entry after {_LOOKS * _PAUSE_SECONDS} s: the stream is not read")


def _expect(body: dict[str, Any], field: str, value: str, what: str) -> None:
    if body.get(field) != value:
        raise SmokeError(f"{what}: {field} is {body.get(field)!r}, not {value!r}")
