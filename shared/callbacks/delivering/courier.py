"""What delivering needs of the world outside, one try, and what a try says of a merchant's server."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from shared.callbacks.endpoint import (
    DisabledReason,
    Endpoint,
    Health,
    changed_update,
    disabled,
    failed,
    read_endpoint,
    succeeded,
    timed_out,
)
from shared.callbacks.model import Callback
from shared.callbacks.posting.port import GONE, TIMEOUT, Answer, Poster
from shared.callbacks.signing import signed_headers
from shared.clock import Clock, rfc3339
from shared.notifications.model import NoticeKind
from shared.notifications.store import notice_put
from shared.table.port import ConditionFailed, Table, TransactionFailed

FAST_SECONDS: Final = 3
"""What the fast lane waits for a server."""
SLOW_SECONDS: Final = 15
"""What second tries wait for it."""
SLOW_ANSWER: Final = 1_500
"""Milliseconds: who takes longer is kept off the fast lane for a while, as who does not answer there in time."""
_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Courier:
    """``disable_after`` is how long a server may fail before nothing is sent there any more."""

    table: Table
    clock: Clock
    poster: Poster
    disable_after: timedelta


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a try needs, so that it can be made beside others."""

    url: str
    headers: dict[str, str]
    body: bytes
    at: datetime


def letter(endpoint: Endpoint, callback: Callback, at: datetime) -> Letter:
    """Signed anew for each try, under the id of the event."""
    headers = signed_headers(endpoint, callback.event_id, at, callback.body)
    return Letter(endpoint.url, headers, callback.body.encode(), at)


def fast_judgement(courier: Courier, answer: Answer) -> Callable[[Endpoint], Endpoint]:
    """What a try in the fast lane says: one that it did not wait for is no failure, the slow lane tries it."""
    if answer.error == TIMEOUT:
        return lambda endpoint: _slow(endpoint, courier.clock.now())
    judge = _judgement(courier, answer)
    if answer.milliseconds >= SLOW_ANSWER:
        return lambda endpoint: _slow(judge(endpoint), courier.clock.now())
    return judge


def slow_judgement(courier: Courier, answer: Answer) -> Callable[[Endpoint], Endpoint]:
    """What a try with time enough says; who takes one at once may have the next from the fast lane again."""
    judge = _judgement(courier, answer)
    if answer.delivered and answer.milliseconds < SLOW_ANSWER:
        return lambda endpoint: _quick(judge(endpoint), courier.clock.now())
    return judge


def _judgement(courier: Courier, answer: Answer) -> Callable[[Endpoint], Endpoint]:
    if answer.delivered:
        return lambda endpoint: succeeded(endpoint, courier.clock.now())
    if answer.status == GONE:
        return lambda endpoint: disabled(endpoint, courier.clock.now(), DisabledReason.GONE)
    return lambda endpoint: failed(endpoint, courier.clock.now(), courier.disable_after)


def note(courier: Courier, endpoint: Endpoint, judge: Callable[[Endpoint], Endpoint]) -> Endpoint | None:
    """Keep what a try says, where it is news; the endpoint as it stands, ``None`` when it is gone.

    Who loses a race looks again. Who loses it too often leaves it: the others have told as much.
    """
    found: Endpoint | None = endpoint
    for _ in range(_ATTEMPTS):
        if found is None:
            return None
        after = judge(found)
        if after is found:
            return found
        try:
            _write(courier, found, after)
        except (ConditionFailed, TransactionFailed):
            found = read_endpoint(courier.table, endpoint.merchant_id)
            continue
        return replace(after, version=found.version + 1)
    return found


def _write(courier: Courier, before: Endpoint, after: Endpoint) -> None:
    """Whom we stop calling is told so, in the same transaction: this version of the endpoint is left but once."""
    update = changed_update(before, after)
    if after.health is not Health.DISABLED or after.disabled_at is None:
        courier.table.update(update)
        return
    occasion, now = rfc3339(after.disabled_at), courier.clock.now()
    merchant = after.merchant_id
    reason = f"callbacks_{after.disabled_reason}"
    notice = notice_put(merchant, NoticeKind.CALLBACKS_DISABLED, merchant, occasion, {"reason": reason}, now)
    courier.table.transact([update, notice])


def _slow(endpoint: Endpoint, now: datetime) -> Endpoint:
    """Of one that nothing is sent to, no lane is news."""
    return endpoint if endpoint.slow(now) or endpoint.health is Health.DISABLED else timed_out(endpoint, now)


def _quick(endpoint: Endpoint, now: datetime) -> Endpoint:
    return replace(endpoint, slow_until=None) if endpoint.slow(now) else endpoint
