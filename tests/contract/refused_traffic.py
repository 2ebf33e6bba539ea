"""What the API refuses, and how a day at the shop expects it."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.functional.local.stripe_support import Shop


@contextlib.contextmanager
def refusal(status: int) -> Iterator[None]:
    """Expects the API to refuse with that status."""
    with pytest.raises(stripe.StripeError) as caught:
        yield
    assert caught.value.http_status == status


def refusals(shop: Shop) -> None:
    """Requests that are wrong in every usual way."""
    raw = shop.client.raw_request
    for body in ({}, {"mode": "pay"}, {"mode": "payment", "payment_method_types": ["card"]}, {"mode": "payment"}):
        with refusal(400):
            raw("post", "/v1/checkout/sessions", **body)
    with refusal(404):
        raw("get", "/v1/unicorns")
    with refusal(400):
        raw("post", "/v1/payment_intents", amount="19.99", currency="eur")
    with refusal(401):
        stripe.StripeClient("sk_test_wrong", base_addresses={"api": shop.running.url}).v1.charges.list()
    key: Any = {"idempotency_key": "order-1"}
    one = shop.client.v1.customers.create({"name": "One"}, key)
    assert shop.client.v1.customers.create({"name": "One"}, key).id == one.id
    with refusal(400):
        shop.client.v1.customers.create({"name": "Two"}, key)
    for status in (402, 409, 429, 500, 503):
        shop.sim("faults", {"calls": [{"kind": "fail", "status": status}]})
        with refusal(status):
            shop.client.v1.customers.create({"name": "Three"})
