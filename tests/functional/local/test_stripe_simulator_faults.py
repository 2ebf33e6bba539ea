"""Faults on request: calls that fail, wait or get no answer, seen through the SDK."""

import json
from pathlib import Path
from typing import Any

import pytest
import stripe

from local import stripe_simulator
from tests.functional.local.stripe_support import Shop, payment_session

SESSIONS = "/v1/checkout/sessions"
SAME: Any = {"idempotency_key": "pay:pay_1:1"}


def sessions(shop: Shop) -> int:
    """How many sessions there are."""
    return len(shop.client.v1.checkout.sessions.list().data)


@pytest.mark.parametrize(("effect", "made"), [(False, 0), (True, 1)])
def test_a_server_error_is_replayed_under_its_key(shop: Shop, effect: bool, made: int) -> None:
    shop.sim("faults", {"calls": [{"kind": "fail", "path": SESSIONS, "status": 500, "effect": effect}]})
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            shop.client.v1.checkout.sessions.create(payment_session(), SAME)
    assert sessions(shop) == made
    other: Any = {"idempotency_key": "pay:pay_1:2"}
    assert shop.client.v1.checkout.sessions.create(payment_session(), other).status == "open"


def test_a_rate_limit_is_not_kept(shop: Shop) -> None:
    shop.sim("faults", {"calls": [{"kind": "fail", "path": SESSIONS, "status": 429}]})
    with pytest.raises(stripe.RateLimitError):
        shop.client.v1.checkout.sessions.create(payment_session(), SAME)
    assert shop.client.v1.checkout.sessions.create(payment_session(), SAME).status == "open"


def test_an_error_of_ones_own(shop: Shop) -> None:
    error = {"code": "card_declined", "decline_code": "do_not_honor", "message": "No."}
    shop.sim("faults", {"calls": [{"kind": "fail", "status": 402, "error": error, "method": "POST"}]})
    assert sessions(shop) == 0
    with pytest.raises(stripe.CardError, match="No"):
        shop.client.v1.customers.create()


@pytest.mark.parametrize(("effect", "made"), [(False, 0), (True, 1)])
def test_a_time_out_with_and_without_effect(shop: Shop, effect: bool, made: int) -> None:
    shop.sim("faults", {"calls": [{"kind": "timeout", "path": SESSIONS, "effect": effect, "seconds": 1.0}]})
    with pytest.raises(stripe.APIConnectionError):
        shop.client_with(0, timeout=0.3).v1.checkout.sessions.create(payment_session(), SAME)
    assert sessions(shop) == made
    again = shop.client.v1.checkout.sessions.create(payment_session(), SAME)
    assert again.status == "open"
    assert sessions(shop) == 1


def test_the_sdks_own_retry_survives_a_lost_answer(shop: Shop) -> None:
    shop.sim("faults", {"calls": [{"kind": "timeout", "path": SESSIONS, "effect": True}]})
    assert shop.client_with(2).v1.checkout.sessions.create(payment_session()).status == "open"
    assert sessions(shop) == 1


def test_faults_count_down_and_can_be_taken_back(shop: Shop) -> None:
    found = shop.sim("faults", {"calls": [{"kind": "fail", "count": 2}, {"kind": "fail", "path": "/v1/none*"}]})
    assert [fault["count"] for fault in found["calls"]] == [2, 1]
    with pytest.raises(stripe.APIError):
        shop.client.v1.customers.list()
    assert shop.sim("faults", method="GET")["calls"][0]["count"] == 1
    shop.sim(f"faults/{found['calls'][0]['id']}", method="DELETE")
    assert shop.client.v1.customers.list().data == []
    assert shop.sim("faults", method="DELETE") == {"deliveries": [], "calls": []}


@pytest.mark.parametrize(
    "body",
    [
        {"calls": [{"kind": "explode"}]},
        {"calls": [{"kind": "fail", "status": 200}]},
        {"calls": [{"kind": "fail", "colour": "red"}]},
        {"deliveries": [{"kind": "lose"}]},
        {"other": []},
        [],
    ],
)
def test_senseless_faults_are_refused(shop: Shop, body: Any) -> None:
    assert shop.http.post(f"{shop.running.url}/_sim/faults", json=body).status_code == 400


def test_the_faults_in_the_readme_are_accepted(shop: Shop) -> None:
    text = Path(stripe_simulator.__file__).with_name("README.md").read_text(encoding="utf-8")
    example = json.loads(text.split("```json")[1].split("```")[0])
    found = shop.sim("faults", example)
    assert (len(found["deliveries"]), len(found["calls"])) == (4, 4)


def test_unknown_switches(shop: Shop) -> None:
    assert shop.http.post(f"{shop.running.url}/_sim/nothing").status_code == 404
    assert shop.http.post(f"{shop.running.url}/_sim/advance", json={"seconds": -1}).status_code == 400
    assert shop.http.post(f"{shop.running.url}/_sim/advance", content=b"{").status_code == 400
    assert shop.http.post(f"{shop.running.url}/_sim/fail_refund", json={"refund": "re_none"}).status_code == 404
    assert shop.sim("health", method="GET")["status"] == "ok"
