"""Liveness: what must be true of a system in which nothing is under way."""

import json
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from functions.explain_order.handler import lambda_handler as explain_order
from local import verify_timeline
from shared.orders.timeline.facts import facts_of
from shared.payments.outbox.events import events_of
from shared.stripe_gateway.amounts import from_stripe
from shared.table.keys import wallet_key
from shared.table.port import Item
from tests.simulation.actions.calls import http_event
from tests.simulation.invariants.broken import demand
from tests.simulation.invariants.callbacks import (
    callbacks_came_in_order,
    every_callback_was_taken,
    what_was_wanted_again_came_again,
)
from tests.simulation.invariants.captures import each_reservation_was_told_of, nothing_is_left_to_lapse
from tests.simulation.invariants.clearing import each_completion_was_told_once, every_order_that_can_be_is_complete
from tests.simulation.invariants.dunning import accounts_are_restricted_as_they_owe, every_invoice_was_tried
from tests.simulation.invariants.endpoints import every_disabling_was_told, every_server_is_called_again
from tests.simulation.invariants.methods import every_set_up_has_ended, methods_are_as_the_provider_has_them
from tests.simulation.invariants.notices import everything_was_told_once
from tests.simulation.invariants.sendings import every_message_has_ended
from tests.simulation.invariants.shops_at_rest import (
    each_paid_in_its_shop_has_one_payment,
    every_delivery_is_decided,
    orders_are_as_their_shops_said,
)
from tests.simulation.invariants.top_ups import places_are_free_and_wallets_full, top_ups_are_in_the_journal_once
from tests.support.simulation.install import DEPLOYMENT_ID

if TYPE_CHECKING:
    from tests.simulation.world import World


def no_payment_flies_for_ever(world: "World") -> None:
    """Every session ends within a day, and so does its payment."""
    for _, payment in world.books.of_kind("payment"):
        demand("due_pk" not in payment, "liveness", f"payment {payment['id']} is {payment['state']} for ever")


def no_claim_outlives_its_payment(world: "World") -> None:
    """Nothing is claimed, nothing pending."""
    for _, order in world.books.of_kind("order"):
        demand("claim" not in order, "liveness", f"order {order['id']} is claimed for ever")
        demand(order["payment_status"] != "pending", "liveness", f"order {order['id']} is pending for ever")
    for _, invoice in world.books.of_kind("invoice"):
        demand("claim" not in invoice, "liveness", f"invoice {invoice['id']} is claimed for ever")
        demand(invoice["status"] != "pending", "liveness", f"invoice {invoice['id']} is pending for ever")


def every_automatic_order_is_decided(world: "World") -> None:
    """Paid, or it says why not."""
    for _, order in world.books.of_kind("order"):
        decided = order["payment_status"] != "unpaid" or order["status"] == "cancelled" or "unpaid_reason" in order
        demand(decided, "liveness", f"order {order['id']} was never decided on")


def payable_by_credits(world: "World") -> list[Item]:
    """Orders that wait although their wallet could pay each of them, and may."""
    found = []
    for _, order in world.books.of_kind("order"):
        waits = order["payment_status"] == "unpaid" and order["status"] == "in_progress" and "claim" not in order
        if waits and order["collect"] == "auto":
            wallet = world.books.memory.items.get(wallet_key(order["merchant_id"], order["currency"]), {})
            limits = [wallet[name] for name in ("limit_per_order", "limit_per_day") if name in wallet]
            willing = "consent" in wallet and "paused" not in wallet and "restricted" not in wallet
            if willing and order["amount"] <= min([wallet.get("balance", 0), *limits]):
                found.append(order)
    return found


def drains_leave_nothing_payable(world: "World") -> None:
    """Whoever asked for what waits to be paid has it paid as far as credits go."""
    left = [order["id"] for order in payable_by_credits(world)]
    demand(not left, "drain", f"credits could pay {left}, which were asked to be paid")


def every_link_has_ended(world: "World") -> None:
    """Paid, void or expired, and closed where the order was paid otherwise."""
    for _, link in world.books.of_kind("link"):
        ended = link["status"] in ("paid", "void", "expired")
        demand(ended, "liveness", f"link {link['id']} is {link['status']} for ever")


def links_of_paid_orders_were_withdrawn(world: "World") -> None:
    """An order that credits paid leaves no page that asks for money again: its link is void, not merely expired."""
    for _, link in world.books.of_kind("link"):
        order = world.books.payable(link["target_id"])
        if order.get("paid_means") == "credits" and link["status"] == "expired":
            # One that expired while the stream was held back is closed as well.
            left_open = link["closed_at"] > order["paid_at"] and link["expires_at"] > world.resting_since
            demand(not left_open, "M11", f"link {link['id']} outlived the payment of its order by credits")


def every_receipt_is_accounted_for(world: "World") -> None:
    """What the provider took under our mark is settled or surplus, to the amount; nothing else is recorded."""
    arrived = {}
    for intent in world.provider.intents():
        if intent["status"] == "succeeded" and _is_ours(world, intent):
            currency = str(intent["currency"]).upper()
            arrived[intent["id"]] = (from_stripe(intent["amount_received"], currency), currency)
    recorded = {key.pk: (item["amount"], item["currency"]) for key, item in world.books.of_kind("surplus")}
    for _, payment in world.books.of_kind("payment"):
        if payment["state"] == "succeeded" and "intent_id" in payment:
            recorded[payment["intent_id"]] = (payment["received_amount"], payment["received_currency"])
    missing, invented = arrived.keys() - recorded.keys(), recorded.keys() - arrived.keys()
    heard = {key: value for key, value in arrived.items() if key in recorded}
    lost = {key for key in missing if not _never_told(world, key)}
    demand(not lost, "M3", f"money {sorted(lost)} was never recorded")
    demand(not invented, "M3", f"money {sorted(invented)} never arrived")
    demand(all(recorded[key] == value for key, value in heard.items()), "M3", "recorded amounts differ")


def _is_ours(world: "World", intent: Item) -> bool:
    """It bears our mark, and is where its payment collects or where nobody but us can write (rule M3)."""
    metadata = intent["metadata"]
    if metadata.get("orderpay_deployment") != DEPLOYMENT_ID:
        return False
    place = world.provider.place(intent["id"])
    return place in ("", world.books.payment(metadata["orderpay_payment"]).get("account"))


def _never_told(world: "World", intent_id: str) -> bool:
    """A stray checkout of which every webhook was lost: nothing here can know of it before the daily audit does."""
    strays = [session for session in world.provider.sessions() if session["payment_intent"] == intent_id]
    lost = {delivery.event for delivery in world.provider.lost}
    return bool(lost) and all(session["id"] in world.books.strays for session in strays)


def everything_that_goes_back_has_gone(world: "World") -> None:
    """No return is under way for ever; surplus has gone back, or says what stands in its way."""
    for _, item in world.books.of_kind("return"):
        demand("due_pk" not in item, "liveness", f"return {item['id']} is {item['state']} for ever")
    for key, item in world.books.of_kind("surplus"):
        done = item["state"] == "returned" or "stuck" in item
        demand(done, "liveness", f"surplus {key.pk} is {item['state']} for ever")


def provider_says_the_same(world: "World") -> None:
    """Each refund and each withdrawal there is one return here, and no return is more."""
    recorded: Counter[str] = Counter()
    for _, item in world.books.of_kind("return"):
        if "provider_id" in item and item["live"]:
            recorded[item["provider_id"]] += item["amount"]
    known = {key.pk for key, _ in world.books.of_kind("surplus")}
    known |= {item["intent_id"] for _, item in world.books.of_kind("payment") if "intent_id" in item}
    gone = {
        each["id"]: from_stripe(each["amount"], each["currency"].upper())
        for each in [*world.provider.refunds(), *world.provider.disputes()]
        if each["payment_intent"] in known and _is_gone(each)
    }
    demand(+recorded == gone, "M13", f"the provider sent back {gone}, recorded is {dict(recorded)}")


def _is_gone(each: Item) -> bool:
    if each["object"] == "refund":
        return each["status"] not in ("failed", "canceled")
    return bool(sum(move["amount"] for move in each["balance_transactions"]) < 0)


def every_change_was_told(world: "World") -> None:
    """Each event that a change of an item is reached the bus, and no other did; ``order.released`` for all paid."""
    meant = {event.id for change in world.memory.changes for event in events_of(change.old, change.new)}
    told = {event["id"] for event in world.bus.events}
    demand(told == meant, "M6", f"{len(meant - told)} events were never told, {len(told - meant)} were made up")
    released = {event["data"]["order_id"] for event in world.bus.events if event["type"] == "order.released"}
    paid = {order["id"] for _, order in world.books.of_kind("order") if "released_at" in order}
    demand(released == paid, "M6", f"released {sorted(released - paid)} too many, {sorted(paid - released)} never")


def timelines_tell_all(world: "World") -> None:
    """The last order's timeline, exported and verified offline, tells each of its changes once, in order."""
    for known in world.known.orders[-1:]:
        key = world.api.key_of(known.merchant_id)
        event = http_event("GET /v1/orders/{order_id}/timeline", key, path={"order_id": known.id})
        answer = json.loads(world.api.answer(explain_order, event)["body"])
        verify_timeline.verify(answer["data"], [answer["head"]])
        meant = [
            fact.type
            for change in world.memory.changes
            if change.key.pk == known.id and change.new is not None and change.new["kind"] == "order"
            for fact in facts_of(change.old, change.new, "")
        ]
        told = [entry["type"] for entry in answer["data"]]
        demand(told == meant, "timeline", f"the timeline of {known.id} tells {told}, happened {meant}")


def only_poison_went_aside(world: "World") -> None:
    """What nobody can read is kept for a person; nothing else is, and nothing waits behind it."""
    aside = {key: body for key, body in world.bucket.objects.items() if "rejected/" in key}
    letters = [body for key, body in aside.items() if "rejected/messages/" in key]
    kept, sent = len(aside) - len(letters), world.stream.aside + world.timelines.aside
    demand(kept == sent, "relay", f"{kept} records were set aside, {sent} are poison")
    # A confirmation that could not be written is readable, and kept all the same.
    poison, messages = len(world.poison), sum(b"paid_link_id" not in body for body in letters)
    demand(messages == poison, "poison", f"{poison} messages that nobody can read, {messages} were set aside")
    waiting = sum(len(queue.messages) for queue in world.queues.values())
    demand(waiting == 0, "liveness", f"{waiting} messages wait for ever")


AT_REST: Final[tuple[Callable[["World"], None], ...]] = (
    no_payment_flies_for_ever,
    no_claim_outlives_its_payment,
    every_automatic_order_is_decided,
    drains_leave_nothing_payable,
    every_link_has_ended,
    nothing_is_left_to_lapse,
    each_reservation_was_told_of,
    every_message_has_ended,
    everything_was_told_once,
    links_of_paid_orders_were_withdrawn,
    every_receipt_is_accounted_for,
    everything_that_goes_back_has_gone,
    provider_says_the_same,
    every_change_was_told,
    only_poison_went_aside,
    every_set_up_has_ended,
    methods_are_as_the_provider_has_them,
    accounts_are_restricted_as_they_owe,
    every_invoice_was_tried,
    places_are_free_and_wallets_full,
    top_ups_are_in_the_journal_once,
    every_order_that_can_be_is_complete,
    each_completion_was_told_once,
    timelines_tell_all,
    every_callback_was_taken,
    callbacks_came_in_order,
    what_was_wanted_again_came_again,
    every_disabling_was_told,
    every_server_is_called_again,
    every_delivery_is_decided,
    orders_are_as_their_shops_said,
    each_paid_in_its_shop_has_one_payment,
)
