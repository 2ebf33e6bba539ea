"""Money that is reserved: never more taken than was reserved or asked, nothing reserved that nobody wants."""

import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.clock import parse_rfc3339
from shared.stripe_gateway.amounts import to_stripe
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World


def authorization_is_the_provider_s(books: Books, change: Change) -> None:
    """What we say is reserved was reserved there, for all of it, under the link that was open at that moment."""
    payment, old = change.new, change.old or {}
    assert payment is not None
    if payment["state"] != "authorized":
        return
    intent = books.provider.intent(payment["authorization_id"], payment.get("account", "")) or {}
    demand(intent.get("capture_method") == "manual", "two-stage", f"{payment['id']} has nothing reserved")
    whole = to_stripe(payment["amount"], payment["currency"])
    demand(intent["amount"] == whole, "two-stage", f"{payment['id']} has {intent['amount']} reserved, not {whole}")
    both = "capture_amount" in payment and "releasing" in payment
    demand(not both, "two-stage", f"{payment['id']} is captured and given back")
    if old.get("state") != "authorized":
        status = books.link(payment["link_id"]).get("status")
        demand(status == "open", "M8", f"{payment['id']} has money reserved on a link that is {status}")
        demand("releasing" not in payment, "two-stage", f"{payment['id']} was to be given back, and is reserved")


def asked_money_settles(books: Books, change: Change) -> None:
    """What was captured at our own word pays its order: it is never surplus."""
    payment = change.new
    assert payment is not None
    if payment["state"] != "surplus" or "capture_amount" not in payment:
        return
    elsewhere = payment["intent_id"] in books.captured_elsewhere
    demand(elsewhere, "M12", f"{payment['id']} was captured at our word, and pays nothing")


def captures_are_asked(books: Books) -> None:
    """Nothing is captured but what was stored as asked before (rules M4, M12); nothing that is to be given back."""
    for intent in books.provider.intents():
        if intent["capture_method"] != "manual" or intent["status"] != "succeeded":
            continue
        if intent["id"] in books.captured_elsewhere or intent["id"] in books.captures_seen:
            continue
        books.captures_seen.add(intent["id"])
        payment = books.payment(intent["metadata"]["orderpay_payment"])
        asked = payment.get("capture_amount")
        demand(asked is not None, "M4", f"{payment.get('id')} was captured, and nobody had asked for it")
        amount = to_stripe(asked or 0, str(intent["currency"]).upper())
        took = intent["amount_received"]
        demand(took == amount <= intent["amount"], "M12", f"{payment['id']} asked for {amount}, captured {took}")


def nothing_is_left_to_lapse(world: "World") -> None:
    """What nobody wanted was given back by us; only what its shop forgot lapsed by itself, and its shop was told."""
    for intent in world.provider.intents():
        if intent["capture_method"] != "manual":
            continue
        demand(intent["status"] != "requires_capture", "liveness", f"{intent['id']} is reserved for ever")
        payment = world.books.payment(intent["metadata"]["orderpay_payment"])
        asked = "releasing" in payment or "capture_amount" in payment
        alone = intent["status"] == "canceled" and intent["cancellation_reason"] == "expired"
        forgotten = alone and asked and intent["id"] not in world.books.lapsed_early and "lost_at" not in payment
        demand(not forgotten, "liveness", f"{payment.get('id')} lapsed, and something was asked of it")
        lapsed = intent["status"] == "canceled" and intent["cancellation_reason"] == "expired"
        if lapsed and "releasing" not in payment and "authorization_id" in payment:
            why = payment.get("failure")
            demand(why == "authorization_lapsed", "two-stage", f"{payment['id']} lapsed, and ended as {why}")


def each_reservation_was_told_of(world: "World") -> None:
    """That it is there, a day before it lapses, and that it did: one event each, of none another."""
    meant: Counter[tuple[str, str]] = Counter()
    for change in world.memory.changes:
        old, new = change.old or {}, change.new or {}
        if new.get("kind") != "payment" or not new.get("two_stage"):
            continue
        (order_id, *_), *_ = json.loads(new["orders"])
        meant["order.authorized", order_id] += new["state"] == "authorized" != old.get("state")
        meant["order.authorization_expiring", order_id] += "warned_at" in new and "warned_at" not in old
        if new.get("failure") != "authorization_lapsed" or old.get("state") != "authorized":
            continue
        meant["order.authorization_lapsed", order_id] += 1
        # While things still happen, days may go by without the schedule.
        in_time = parse_rfc3339(new["capture_before"]) > parse_rfc3339(world.resting_since) + timedelta(days=1)
        early = not in_time or new["authorization_id"] in world.books.lapsed_early or "lost_at" in new
        warned = "warned_at" in new or "capture_amount" in new or "releasing" in new
        demand(early or warned, "two-stage", f"{new['id']} lapsed, and its shop was not warned")
    told = {event["id"]: (event["type"], event["data"].get("order_id")) for event in world.bus.events}
    names = {name for name, _ in meant}
    found = Counter((name, str(order_id)) for name, order_id in told.values() if name in names)
    demand(found == +meant, "two-stage", f"told {found - meant} too often, {meant - found} never")
