"""The audit on the real stack, with the rights that its function has there."""

from datetime import UTC, datetime
from typing import Any

from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]


def audit_now(stack: LocalStack) -> Json:
    """An audit of the day as far as it has gone, at its end, with everything that it found."""
    (asked,) = stack.run_job("audit_books", day=datetime.now(UTC).date().isoformat())["audits"]
    path = f"/v1/audits/{asked['id']}"
    while stack.operator.read(path)["state"] == "running":
        stack.run_job("audit_books")
    return stack.operator.read(path) | {"data": list(stack.operator.listed(path))}


def of(shop: Shop, audit: Json) -> list[Json]:
    """What was found of one merchant; other tests leave their traces, too."""
    return [found for found in audit["data"] if found["merchant_id"] == shop.id]


def test_a_merchants_day_is_clean_and_the_audit_is_listed(stack: LocalStack, funded: Shop) -> None:
    order = funded.place(amount=4_200)
    funded.await_paid(order["id"])
    refunded = body_of(funded.api.post(f"/v1/orders/{order['id']}/cancel", {}), 200)
    assert refunded["payment_status"] == "refunded"

    audit = audit_now(stack)

    assert of(funded, audit) == []
    assert audit["checked"]["pages"] >= 3
    listed = body_of(stack.operator.get("/v1/audits"), 200)["data"]
    assert audit["id"] in [each["id"] for each in listed]
    assert funded.api.get("/v1/audits").status_code == 403


def test_money_with_our_mark_from_elsewhere_is_told(stack: LocalStack, shop: Shop) -> None:
    session = shop.stripe.session_at(shop.start_top_up(900)["checkout_url"])
    mark = {"orderpay_deployment": session["metadata"]["orderpay_deployment"], "orderpay_merchant": shop.id}
    fields = {"amount": "777", "currency": "eur", "confirm": "true", "payment_method": "pm_card_visa"}
    fields |= {"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
    answer = stack.http.post(
        f"{stack.description.stripe_url}/v1/payment_intents",
        data=fields | {f"metadata[{name}]": value for name, value in mark.items()},
        headers={"authorization": f"Bearer {stack.description.stripe_key}"},
    )
    stray = answer.json()["id"]

    # The provider counts in whole seconds of its own.
    (found,) = eventually(lambda: of(shop, audit_now(stack)), bool)

    assert (found["type"], found["subject"]) == ("money_without_record", stray)
    assert (found["fix"]["code"], found["action"]) == ("assign_money", None)
