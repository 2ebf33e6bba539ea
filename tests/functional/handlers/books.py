"""The audit that must hold at every moment, whatever crashed, came twice or came late (design, section 3)."""

from collections import Counter, defaultdict
from typing import Any

from shared.payments.model import IN_FLIGHT, PaymentState
from shared.payments.outbox.events import events_of
from shared.payments.store import from_item as payment_from_item
from shared.stripe_gateway.amounts import from_stripe
from shared.table.marshal import from_wire
from shared.wallets.model import GENESIS, LineKind
from shared.wallets.store import page_from_item
from tests.functional.handlers.books_of_fees import (
    every_notice_has_one_mail_or_none,
    fees_add_up,
    nobody_was_written_to_twice,
)
from tests.functional.handlers.books_of_returns import CLAWBACKS, all_returns_add_up
from tests.support.world import World


def audit(world: World) -> None:
    """Wallets against journals, orders against payments, what the provider took against what we recorded, events."""
    _wallets_equal_their_journals(world)
    _orders_and_invoices_are_paid_once(world)
    _numbers_have_no_gaps(world)
    all_returns_add_up(world)
    fees_add_up(world)
    nobody_was_written_to_twice(world)
    every_notice_has_one_mail_or_none(world)
    _all_money_of_the_provider_is_recorded(world)
    _events_with_one_id_say_the_same(world)


def nothing_is_stuck(world: World) -> None:
    """No claim without a payment in flight, no payment in flight without an open session, no link half closed."""
    payments = {item["id"]: payment_from_item(item) for item in world.items("payment")}
    for payable in [*world.items("order"), *world.items("invoice")]:
        claim, status = payable.get("claim"), payable.get("payment_status", payable["status"])
        assert claim is None or payments[claim].in_flight, f"{payable['id']} is claimed by {payments[claim].state}"
        assert status != "pending" or claim, f"{payable['id']} is pending without a claim"
    for payment in payments.values():
        if payment.state in IN_FLIGHT and payment.means == "saved_method":
            assert payment.state is PaymentState.PROCESSING, f"{payment.id} is {payment.state}"
        elif payment.state in IN_FLIGHT:
            assert payment.session_id is not None, f"{payment.id} is in flight without a session"
            status = session(world, payment.session_id)["status"]
            if payment.state is PaymentState.AUTHORIZED:
                assert intent_of(world, payment.session_id)["status"] == "requires_capture", payment.id
                continue
            assert status == "open", f"{payment.id} is {payment.state}, its session {status}"
    reserved = {payment.link_id for payment in payments.values() if payment.state is PaymentState.AUTHORIZED}
    voiding = {link["id"] for link in world.items("link") if link["status"] == "voiding"}
    half_closed = voiding - reserved  # What is reserved may be captured still.
    assert not half_closed


def session(world: World, session_id: str) -> dict[str, Any]:
    """A hosted checkout as the provider has it."""
    (found,) = [each for each in sessions(world) if each["id"] == session_id]
    return found


def intent_of(world: World, session_id: str) -> dict[str, Any]:
    """The intent of a hosted checkout as the provider has it."""
    named = session(world, session_id)["payment_intent"]
    with world.stripe.server.lock:
        accounts = world.stripe.simulator.world.accounts.values()
        (found,) = [dict(each) for account in accounts for each in account.intents.values() if each["id"] == named]
    return found


def nothing_is_reserved_for_nobody(world: World) -> None:
    """What the provider has reserved is that of a payment which says so; and it never took more than was asked."""
    payments = {item["id"]: item for item in world.items("payment")}
    with world.stripe.server.lock:
        accounts = world.stripe.simulator.world.accounts.values()
        intents = [dict(each) for account in accounts for each in account.intents.values()]
    for intent in intents:
        payment = payments.get(intent["metadata"].get("orderpay_payment"), {})
        if intent["status"] == "requires_capture":
            assert payment.get("state") == "authorized", f"{intent['id']} is reserved for {payment.get('state')}"


def sessions(world: World, payment_id: str | None = None) -> list[dict[str, Any]]:
    """The provider's hosted checkouts on all accounts, oldest first on each (of one payment)."""
    with world.stripe.server.lock:
        accounts = world.stripe.simulator.world.accounts.values()
        every = [dict(each) for account in accounts for each in account.sessions.values()]
    return [each for each in every if payment_id in (None, each["metadata"].get("orderpay_payment"))]


def _wallets_equal_their_journals(world: World) -> None:
    pages = defaultdict(list)
    for page in map(page_from_item, world.items("page")):
        pages[page.merchant_id, page.currency].append(page)
    for wallet in world.items("wallet"):
        chain = sorted(pages.pop((wallet["merchant_id"], wallet["currency"]), []), key=lambda page: page.number)
        assert [page.number for page in chain] == list(range(1, len(chain) + 1))
        balance, last_hash = 0, GENESIS
        for page in chain:
            change = sum(line.amount for line in page.lines)
            balance += change
            assert (page.previous_hash, page.balance_after) == (last_hash, balance)
            assert balance >= 0 or change > 0 or CLAWBACKS & {line.kind for line in page.lines}
            last_hash = page.hash
        assert (wallet.get("balance", 0), wallet.get("last_hash", GENESIS)) == (balance, last_hash)
    assert not pages


def _orders_and_invoices_are_paid_once(world: World) -> None:
    payments = [payment_from_item(item) for item in world.items("payment")]
    succeeded = [payment for payment in payments if payment.state is PaymentState.SUCCEEDED]
    paying = Counter(target.id for payment in succeeded for target in payment.targets)
    payables = [*world.items("order"), *world.items("invoice")]
    paid = {each["id"]: each["paid_by"] for each in payables if "paid_by" in each}
    assert paying == Counter(paid.keys())
    assert {payment.id for payment in succeeded if payment.targets} == set(paid.values())
    lines = [line for page in map(page_from_item, world.items("page")) for line in page.lines]
    by_credits = {target.id for payment in succeeded if payment.means == "credits" for target in payment.targets}
    assert Counter(line.reference for line in lines if line.kind is LineKind.ORDER) == Counter(by_credits)
    adjusted = [line for line in lines if line.kind is LineKind.ADJUSTMENT]
    adjustments = [(item["id"], item["amount"]) for item in world.items("adjustment")]
    assert Counter((line.reference, line.amount) for line in adjusted) == Counter(adjustments)
    top_ups = [payment.id for payment in succeeded if payment.is_top_up]
    assert Counter(line.reference for line in lines if line.kind is LineKind.TOP_UP) == Counter(top_ups)


def _numbers_have_no_gaps(world: World) -> None:
    """Of those that we give; whatever was sent has one, and no two have the same."""
    sent = [item for item in world.items("invoice") if "sent_at" in item]
    numbers = [item["invoice_number"] for item in sent]
    assert len(set(numbers)) == len(numbers)
    ours = sorted(number for number in numbers if number.startswith("INV-"))
    assert ours == [f"INV-{place:06d}" for place in range(1, len(ours) + 1)]
    assert [counter["last"] for counter in world.items("invoice_numbers")] == ([len(ours)] if ours else [])


def _events_with_one_id_say_the_same(world: World) -> None:
    said: dict[str, dict[str, Any]] = {}
    for record in world.stream_records(start=0):
        change = record["dynamodb"]
        images = [from_wire(change[name]) if name in change else None for name in ("OldImage", "NewImage")]
        for event in events_of(*images):
            assert said.setdefault(event.id, event.detail()) == event.detail()


def _all_money_of_the_provider_is_recorded(world: World) -> None:
    """On the account that it reached; what somebody else's account bears our mark on is not ours."""
    recorded = {
        item["pk"]: (item.get("account", ""), item["amount"], item["currency"]) for item in world.items("surplus")
    }
    places = {item["id"]: item.get("account", "") for item in world.items("payment")}
    for item in world.items("payment"):
        if item["state"] == "succeeded" and "intent_id" in item:
            assert item["intent_id"] not in recorded
            received = (item["received_amount"], item["received_currency"])
            recorded[item["intent_id"]] = (places[item["id"]], *received)
    with world.stripe.server.lock:
        accounts = world.stripe.simulator.world.accounts
        intents = [(key, dict(intent)) for key, account in accounts.items() for intent in account.intents.values()]
    arrived = {}
    for key, intent in intents:
        marked = intent["metadata"].get("orderpay_deployment") == "orderpay-test"
        ours = marked and key in ("", places.get(intent["metadata"].get("orderpay_payment")))
        if intent["status"] == "succeeded" and ours:
            currency = str(intent["currency"]).upper()
            arrived[intent["id"]] = (key, from_stripe(intent["amount_received"], currency), currency)
    assert recorded == arrived
