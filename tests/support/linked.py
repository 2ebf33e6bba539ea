"""Linked payment methods from outside: linked on the provider's pages, and what their banks and owners do there."""

from collections.abc import Callable
from typing import Any

from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]
WISH = {"terms": "You may charge it.", "accepted_by": "Mira Okafor", "return_url": "https://shop.example/methods"}
VISA = {"card_number": "4242424242424242", "exp": "12/40"}
MASTERCARD = {"card_number": "5555555555554444", "exp": "12/40"}
PAYPAL = {"paypal": "approve", "email": "owner@shop.example"}


def linked(shop: Shop) -> list[Json]:
    """What is linked, in order."""
    found: list[Json] = shop.api.read("/v1/payment-methods")["linked"]
    return found


def until(shop: Shop, wanted: Callable[[list[Json]], bool]) -> list[Json]:
    """What is linked once it is as wanted."""
    return eventually(lambda: linked(shop), wanted)


def link(shop: Shop, typed: dict[str, str]) -> str:
    """A newly linked method's id."""
    before = {method["id"] for method in linked(shop)}
    page = body_of(shop.api.post("/v1/payment-methods", WISH), 201)
    assert shop.stripe.http.post(page["url"], data=typed).status_code == 303
    (new,) = {method["id"] for method in until(shop, lambda now: len(now) > len(before))} - before
    return str(new)


def held(shop: Shop) -> list[Json]:
    """What the provider has for this merchant, newest first."""
    owner = next(
        each["id"]
        for each in shop.stripe.listed("/v1/customers")
        if each["metadata"].get("orderpay_merchant") == shop.id
    )
    return shop.stripe.listed(f"/v1/customers/{owner}/payment_methods")


def switch(stack: LocalStack, name: str, **body: object) -> None:
    """One of the simulator's switches."""
    stack.http.post(f"{stack.stripe.url}/_sim/{name}", json=body).raise_for_status()
