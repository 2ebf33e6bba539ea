"""A guest at the provider's page is asked for what the shop needs, and can change nothing that is due."""

from datetime import UTC, datetime

from shared.stripe_gateway.port import CheckoutRequest
from shared.stripe_gateway.sessions import create_params

ENDS = datetime(2026, 11, 22, 12, tzinfo=UTC)
REQUEST = CheckoutRequest(
    key="pay:pay_1:1:checkout",
    account=None,
    amount=4_590,
    currency="EUR",
    description="Invoice 2026-7",
    success_url="https://pay.example/pay/t?from=checkout",
    cancel_url="https://pay.example/pay/t",
    expires_at=ENDS,
    metadata={"orderpay_payment": "pay_1"},
)


def test_a_guest_gives_address_phone_and_name_and_gets_no_account() -> None:
    params = create_params(REQUEST)
    assert params.get("billing_address_collection") == "required"
    assert params.get("phone_number_collection") == {"enabled": True}
    assert not {"customer", "customer_email", "customer_creation", "payment_method_types"} & params.keys()


def test_number_amount_and_currency_are_fixed() -> None:
    params = create_params(REQUEST)
    (item,) = params.get("line_items") or []
    assert item == {
        "quantity": 1,
        "price_data": {"currency": "eur", "unit_amount": 4_590, "product_data": {"name": "Invoice 2026-7"}},
    }
    assert params.get("adaptive_pricing") == {"enabled": False}
    assert not {"allow_promotion_codes", "discounts", "optional_items"} & params.keys()


def test_cancelling_leads_back_to_the_page_itself() -> None:
    params = create_params(REQUEST)
    assert (params.get("cancel_url"), params.get("success_url")) == (REQUEST.cancel_url, REQUEST.success_url)
    assert params.get("expires_at") == int(ENDS.timestamp())
