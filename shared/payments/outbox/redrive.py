"""Messages that failed for good, put where a schedule tries again: a dead-letter queue strands nobody's order."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from shared.aws.client import AwsError
from shared.callbacks.delivering.lines import store_untried
from shared.callbacks.requests import EndpointRequest, ReplayRequest
from shared.callbacks.requests import read_request as read_retry
from shared.canonical import digest
from shared.clock import Clock
from shared.errors import MalformedRequest
from shared.events.port import GroupedQueue, RejectStore
from shared.exports.redriving import redrive_slice
from shared.invoices.commissions.accruing import Accruals
from shared.invoices.commissions.messages import money_moved
from shared.orders.store import left_update
from shared.payments.clearing.messages import read_message as read_clearing
from shared.payments.collecting.closing_request import close_later
from shared.payments.credits.debit_request import DebitRequest, DrainRequest, read_request
from shared.payments.sending.ending import give_up_message
from shared.payments.settling.missed_events import handle_later
from shared.payments.taking.redriving import redrive_taking
from shared.payments.topping_up.messages import read_message
from shared.table.attempt import try_update
from shared.table.due import next_try
from shared.table.port import Table
from shared.wallets.refills.waking import look_no_later
from shared.wallets.store import read_wallet
from shared.wallets.waking import wake_after_failure


class Redriven(StrEnum):
    """What is tried again in place of the message."""

    DRAIN = "drain"
    EVENT = "event"
    CLOSING = "closing"
    SENDING = "sending"
    COMMISSION = "commission"
    REFILL = "refill"
    EXPORT = "export"
    CLEARING = "clearing"
    CALLBACK = "callback"
    CALLBACK_RETRY = "callback_retry"
    SHOP_ORDER = "shop_order"
    REJECTED = "rejected"


_NO_KEY: Final = "ValidationException"
"""The table's word for what can be no key, as an empty id; its stand-ins say ``ValueError``."""


def redrive(table: Table, clock: Clock, rejects: RejectStore, retries: GroupedQueue, body: str) -> Redriven:
    """One conditional write in place of the message, and one for each order that it should have had debited; an order's
    commission is brought up at once, and a replay of callbacks is asked for again. A message that nobody can read goes
    whole to the reject store.

    Each kind of message tells itself by its content. Safe against every repeat.
    """
    if _is_text(body):
        for kind, put_back in _KINDS.items():
            try:
                put_back(table, clock, body)
            except (MalformedRequest, ValueError):
                continue
            except AwsError as refusal:
                if refusal.code != _NO_KEY:
                    raise
                continue
            return kind
        if _retried(clock, retries, body):
            return Redriven.CALLBACK_RETRY
    rejects.keep(f"messages/{digest(body)}", json.dumps({"reason": "no kind of message of ours", "body": body}))
    return Redriven.REJECTED


def _is_text(body: str) -> bool:
    """JSON can spell half of a surrogate pair, which is no text: no key and no message can hold it."""
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def _drain(table: Table, clock: Clock, body: str) -> None:
    request = read_request(body)
    after_top_up = isinstance(request, DrainRequest) and request.after_top_up
    wallet = read_wallet(table, request.merchant_id, request.currency)
    if after_top_up and not wallet.drain_after_top_up:
        return  # The merchant has not chosen that, and the message would have said so.
    if isinstance(request, DebitRequest):
        for target in request.targets:
            # Refused where it has been paid or cancelled meanwhile.
            try_update(table, left_update(target.id, request.merchant_id, clock.now()))
    wake_after_failure(table, clock, wallet)


def _event(table: Table, clock: Clock, body: str) -> None:
    try:
        content = json.loads(body)
        event_id, kind, account = str(content["id"]), content["object"], content.get("account")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedRequest("not an event of the provider", code="invalid_event") from error
    if kind != "event" or not event_id.startswith("evt_"):
        raise MalformedRequest("not an event of the provider", code="invalid_event")
    handle_later(table, clock, event_id, str(account) if account else None)


def _accrue(table: Table, clock: Clock, body: str) -> None:
    """Only the order counts, not what was told of it: no schedule could do it better later."""
    Accruals(table, clock).bring_up(money_moved(body))


def _refill(table: Table, clock: Clock, body: str) -> None:
    asked = read_message(body)
    look_no_later(table, asked.merchant_id, asked.currency, next_try(clock.now(), 0))


def _clearing(_table: Table, _clock: Clock, body: str) -> None:
    """Its payment is due until it was looked at."""
    read_clearing(body)


def _retried(clock: Clock, retries: GroupedQueue, body: str) -> bool:
    """A replay is known by its message alone. Lines and servers are due until they were seen to, but not those of a
    server that is gone: one look a minute asks for all of a merchant.
    """
    try:
        asked = read_retry(body, clock.now())
    except MalformedRequest:
        return False
    if not isinstance(asked, ReplayRequest):
        asked = EndpointRequest(asked.merchant_id, clock.now().replace(second=0, microsecond=0))
    retries.send([asked.message()])
    return True


_KINDS: Final[dict[Redriven, Callable[[Table, Clock, str], None]]] = {
    Redriven.DRAIN: _drain,
    Redriven.EVENT: _event,
    Redriven.CLOSING: close_later,
    Redriven.SENDING: give_up_message,
    Redriven.COMMISSION: _accrue,
    Redriven.REFILL: _refill,
    Redriven.EXPORT: redrive_slice,
    Redriven.CLEARING: _clearing,
    Redriven.CALLBACK: store_untried,
    Redriven.SHOP_ORDER: redrive_taking,
}
