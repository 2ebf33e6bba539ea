"""A day at a shop that meets every operation, event type and refusal of the simulator."""

from collections.abc import Callable
from typing import Any

import stripe

from tests.contract.account_traffic import accounts
from tests.contract.guest_traffic import guests
from tests.contract.method_traffic import charges, methods
from tests.contract.payout_traffic import payouts
from tests.contract.refused_traffic import refusal, refusals
from tests.contract.reserved_traffic import offers, reserved
from tests.functional.local.stripe_support import VISA, Shop

DECLINED = "4000000000000002"
ALWAYS_ASKS = "4000002760003184"
CONNECTED: Any = {"stripe_account": "acct_1Connected"}


def customers(shop: Shop) -> None:
    """Customers through their life."""
    api = shop.client.v1.customers
    address: Any = {"line1": "Main Street 1", "city": "Berlin", "country": "DE"}
    one = api.create({"email": "ada@example.com", "name": "Ada", "address": address, "metadata": {"merchant": "mer_1"}})
    api.update(one.id, {"phone": "+4930123456", "shipping": {"name": "Ada", "address": address}})
    api.retrieve(one.id)
    api.list({"email": "ada@example.com", "limit": 3})
    api.payment_methods.list(one.id)
    api.delete(one.id)
    assert api.retrieve(one.id).to_dict()["deleted"]
    with refusal(404):
        api.retrieve("cus_nobody")


def hosted_payments(shop: Shop) -> None:
    """Hosted pages with every end."""
    sessions = shop.client.v1.checkout.sessions
    shop.paid_session()
    shop.paid_session(currency="jpy", amount=500)
    shop.paid_session(currency="kwd", amount=1250, customer_creation="always")
    refused = shop.open_session(billing_address_collection="required", phone_number_collection={"enabled": True})
    shop.post(refused, card_number=DECLINED, line1="Main Street 1", country="DE")
    shop.look(refused.id)
    asked = shop.open_session()
    shop.post(asked, card_number=ALWAYS_ASKS)
    shop.look(asked.id)
    shop.post(asked, authentication="fail")
    shop.post(asked, card_number=ALWAYS_ASKS)
    shop.post(asked, authentication="approve")
    sessions.expire(refused.id)
    with refusal(400):
        sessions.expire(refused.id)
    free = shop.open_session(amount=0)
    shop.post(free)
    listing: Any = {"expand": ["data.payment_intent.latest_charge.balance_transaction", "data.line_items"]}
    sessions.list(listing)
    sessions.list({"status": "complete", "limit": 2})
    sessions.line_items.list(asked.id)
    sessions.update(asked.id, {"metadata": {"seen": "yes"}})
    sessions.retrieve(free.id)


def paypal_payments(shop: Shop) -> None:
    """PayPal: at once, refused, and with results that come later."""
    for answer in ("approve", "pending_paid", "pending_failed"):
        session = shop.open_session(allowed_payment_method_types=["card", "paypal"])
        shop.post(session, payment_method="paypal")
        shop.look(session.id)
        shop.post(session, paypal="refuse")
        shop.post(session, payment_method="paypal")
        shop.post(session, paypal=answer)
        shop.look(session.id)
    shop.sim("advance", {"seconds": 61})
    shop.client.v1.charges.list({"expand": ["data.balance_transaction"]})


def set_ups(shop: Shop) -> None:
    """Saving cards and PayPal accounts, and charging them off session."""
    api = shop.client.v1
    customer = api.customers.create({"email": "saver@example.com"})
    shape: Any = {"mode": "setup", "currency": "eur", "customer": customer.id, "success_url": "https://shop.example/ok"}
    session = api.checkout.sessions.create(shape)
    shop.post(session, card_number=DECLINED)
    shop.post(session, card_number=ALWAYS_ASKS)
    shop.post(session, authentication="approve")
    wallet = api.checkout.sessions.create(shape)
    shop.post(wallet, paypal="approve")
    api.setup_intents.list({"customer": customer.id})
    done = api.checkout.sessions.retrieve(wallet.id, {"expand": ["setup_intent.payment_method"]}).setup_intent
    assert isinstance(done, stripe.SetupIntent)
    api.setup_intents.retrieve(done.id)
    methods = api.customers.payment_methods.list(customer.id).data
    api.payment_methods.list({"customer": customer.id, "type": "card"})
    charge(shop, methods[0].id, customer.id)
    api.payment_methods.retrieve(methods[0].id)
    api.payment_methods.detach(methods[0].id)
    api.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    api.payment_methods.create({"type": "paypal"})


def charge(shop: Shop, method: str, customer: str, **more: Any) -> stripe.PaymentIntent:
    """An off-session payment with a saved method."""
    shape: Any = {"amount": 700, "currency": "eur", "customer": customer, "payment_method": method}
    shape |= {"confirm": True, "off_session": True, **more}
    return shop.client.v1.payment_intents.create(shape)


def intents(shop: Shop) -> None:
    """Payment intents: refused, paid with the next method, captured, cancelled, left to expire."""
    api = shop.client.v1.payment_intents
    for method in ("pm_card_chargeDeclined", "pm_card_authenticationRequired", "pm_card_chargeDeclinedExpiredCard"):
        shape: Any = {"amount": 900, "currency": "usd", "payment_method": method, "confirm": True, "off_session": True}
        with refusal(402):
            api.create(shape)
    one = api.create({"amount": 1000, "currency": "usd", "description": "Order 7", "payment_method": "pm_card_visa"})
    api.update(one.id, {"amount": 1200, "metadata": {"order": "ord_7"}})
    api.confirm(one.id, {"return_url": "https://shop.example/back"})
    with refusal(400):
        api.confirm(one.id)
    with refusal(400):
        api.cancel(one.id)
    hold: Any = {"amount": 5000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    hold |= {"capture_method": "manual", "return_url": "https://shop.example/back"}
    api.capture(api.create(hold).id, {"amount_to_capture": 4000})
    api.cancel(api.create(hold).id, {"cancellation_reason": "abandoned"})
    asked: Any = {**hold, "payment_method": "pm_card_threeDSecure2Required", "capture_method": "automatic"}
    asked["expand"] = ["payment_method", "customer"]
    api.cancel(api.create(asked).id)
    api.create(hold)
    api.retrieve(one.id, {"expand": ["latest_charge.balance_transaction", "latest_charge.refunds"]})
    api.list({"limit": 2, "created": {"gte": 1}})


def refunds(shop: Shop) -> None:
    """Whole, in part, too much, twice, and failing later."""
    api = shop.client.v1.refunds
    paid = shop.paid_session().payment_intent
    assert isinstance(paid, stripe.PaymentIntent)
    part = api.create({"payment_intent": paid.id, "amount": 500, "reason": "requested_by_customer"})
    with refusal(400):
        api.create({"payment_intent": paid.id, "amount": 1_000_000})
    api.create({"payment_intent": paid.id, "expand": ["charge", "balance_transaction"]})
    with refusal(400):
        api.create({"payment_intent": paid.id})
    api.update(part.id, {"metadata": {"why": "late"}})
    api.retrieve(part.id)
    shop.sim("fail_refund", {"refund": part.id})
    api.retrieve(part.id, {"expand": ["failure_balance_transaction"]})
    api.list({"payment_intent": paid.id, "limit": 1})
    for card in ("4000000000005126", "4000000000007726"):
        later = shop.paid_session(card).payment_intent
        assert isinstance(later, stripe.PaymentIntent)
        api.create({"payment_intent": later.id})
    shop.sim("advance", {"seconds": 2})
    shop.client.v1.charges.retrieve(str(part.charge), {"expand": ["refunds"]})


def disputes(shop: Shop) -> None:
    """Disputes won and lost, and an inquiry."""
    api = shop.client.v1.disputes
    for card in ("4000000000000259", "4000000000002685", "4000000000001976"):
        shop.paid_session(card)
    shop.sim("advance", {"seconds": 2})
    found = api.list({"expand": ["data.charge", "data.payment_intent"]}).data
    assert len(found) == 3
    api.update(found[0].id, {"evidence": {"product_description": "Prints"}})
    api.update(found[1].id, {"evidence": {"uncategorized_text": "winning_evidence"}})
    api.close(found[2].id)
    wallet = shop.open_session()
    shop.post(wallet, paypal="approve")
    intent = shop.look(wallet.id).payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    shop.sim("open_dispute", {"payment_intent": intent.id})
    api.retrieve(found[1].id)


def ledgers(shop: Shop) -> None:
    """Balance transactions before and after they clear, and events by filter."""
    api = shop.client.v1
    shop.settle()
    listing = api.balance_transactions.list({"limit": 100, "expand": ["data.source"]})
    api.balance_transactions.retrieve(listing.data[0].id)
    shop.sim("advance", {"seconds": 8 * 86400})
    api.balance_transactions.list({"type": "charge", "currency": "eur"})
    api.events.list({"type": "charge.*", "limit": 100})
    events = api.events.list({"types": ["refund.created", "refund.failed"], "delivery_success": True})
    api.events.retrieve(events.data[0].id)


def endpoints(shop: Shop) -> None:
    """Webhook endpoints through their life."""
    api = shop.client.v1.webhook_endpoints
    shape: Any = {"url": "http://127.0.0.1:9/none", "enabled_events": ["payout.paid"], "description": "Books"}
    one = api.create(shape)
    assert one.secret
    api.update(one.id, {"disabled": True, "metadata": {"a": "b"}})
    assert "secret" not in api.retrieve(one.id)
    api.list()
    api.delete(one.id)


def connected(shop: Shop) -> None:
    """A connected account's own sales."""
    sessions = shop.client.v1.checkout.sessions
    shape: Any = {"mode": "payment", "success_url": "https://shop.example/ok", "line_items": [{"quantity": 2}]}
    shape["line_items"][0]["price_data"] = {"currency": "eur", "unit_amount": 400, "product_data": {"name": "Mug"}}
    shape["allowed_payment_method_types"] = ["card", "paypal"]
    session = sessions.create(shape, CONNECTED)
    assert session.allowed_payment_method_types == ["card"]
    shop.post(session, card_number=VISA)
    sessions.retrieve(session.id, {"expand": ["payment_intent"]}, CONNECTED)
    shop.client.v1.events.list({"type": "checkout.session.completed"}, CONNECTED)
    with refusal(404):
        sessions.retrieve(session.id)


ACTS: tuple[Callable[[Shop], None], ...] = (
    customers, hosted_payments, paypal_payments, set_ups, intents, refunds, disputes, ledgers, endpoints, connected,
    accounts, guests, methods, charges, refusals, reserved, offers, payouts,
)  # fmt: skip
