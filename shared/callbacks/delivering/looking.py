"""What a schedule finds due, and what a look at a merchant's server does: probe it, or have sent what was held."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from shared.callbacks.delivering.courier import Courier
from shared.callbacks.delivering.slow_lane import send_line
from shared.callbacks.endpoint import KIND, Endpoint, Health, changed_update, drained, probing, read_endpoint
from shared.callbacks.record_store import LINE_KIND
from shared.callbacks.requests import EndpointRequest, LineRequest
from shared.clock import rfc3339
from shared.events.port import GroupedQueue
from shared.table.attempt import try_update
from shared.table.callback_keys import CALLBACKS_PREFIX, held_list
from shared.table.due import CAUGHT_UP, due_ids
from shared.table.keys import DUE_INDEX, DUE_SHARDS, due_partition
from shared.table.port import Item, Query, Table

PER_MERCHANT: Final = 25
"""Lines of one merchant that a look at the index asks for, of each shard: its others follow a minute later."""
HELD_AT_ONCE: Final = 500
"""Held lines of one merchant that a look at its server asks for."""
_ENDPOINTS_PER_SHARD: Final = 500
_PAGE: Final = 1_000
_PAGES: Final = 100
_PROBED: Final = 5


def ask_for_due(table: Table, retries: GroupedQueue, now: datetime) -> dict[str, int]:
    """Ask for all that is due; counts. Whatever is asked for stays due until it is done, so no message has to arrive.

    The index alone is read. Each merchant has its turn, whoever else has how much to be sent.
    """
    endpoints = [EndpointRequest(merchant, now) for merchant in due_ids(table, KIND, now, _ENDPOINTS_PER_SHARD)]
    lines = list(due_lines(table, now))
    retries.send([each.message() for each in endpoints] + [each.message() for each in lines])
    return {"endpoints": len(endpoints), "lines": len(lines)}


def due_lines(table: Table, now: datetime) -> Iterator[LineRequest]:
    """Lines that are due, oldest first within a shard, at most :data:`PER_MERCHANT` of a merchant in each."""
    for shard in range(DUE_SHARDS):
        asked = Counter[str]()
        for entry in _due_entries(table, shard, now):
            _, merchant_id, subject_id = entry["due_sk"].split("#", 2)
            asked[merchant_id] += 1
            if asked[merchant_id] <= PER_MERCHANT:
                yield LineRequest(merchant_id, subject_id, entry["due_sk"])


def _due_entries(table: Table, shard: int, now: datetime) -> Iterator[Item]:
    partition, until, above = due_partition(LINE_KIND, shard), rfc3339(now), None
    for _ in range(_PAGES):
        page = table.query(Query(DUE_INDEX, partition, _PAGE, sort_above=above, sort_below=until))
        yield from (entry for entry in page.items if entry["due_sk"] != above)
        if page.scanned_to is None:
            return
        above = page.scanned_to


def look_at(courier: Courier, retries: GroupedQueue, request: EndpointRequest) -> dict[str, Any]:
    """One look at a merchant's server; what came of it, for the log.

    One that is failing is probed when it is due. For one that is well what is held is asked for: until, a minute after
    it became well, nothing is held any more, for an index may not know yet what was.
    """
    endpoint = read_endpoint(courier.table, request.merchant_id)
    if endpoint is not None and endpoint.health is Health.FAILING:
        endpoint = _probed(courier, endpoint)
    if endpoint is None:
        return {"held": _give_up_held(courier, retries, request)}
    if endpoint.health is not Health.OK or endpoint.probe_at is None:
        return {"health": str(endpoint.health)}
    asked = _ask_for_held(courier, retries, endpoint.merchant_id)
    if asked == 0 and courier.clock.now() >= endpoint.probe_at + CAUGHT_UP:
        # Refused where it has changed meanwhile: then the next look says so again.
        try_update(courier.table, changed_update(endpoint, drained(endpoint)))
    return {"held": asked}


def _probed(courier: Courier, endpoint: Endpoint) -> Endpoint | None:
    """The next probe is arranged before this one is sent. Where nothing waits, there is nothing to probe with."""
    now = courier.clock.now()
    if endpoint.probe_at is None or endpoint.probe_at > now:
        return endpoint
    if not try_update(courier.table, changed_update(endpoint, probing(endpoint, now))):
        return None if read_endpoint(courier.table, endpoint.merchant_id) is None else endpoint
    for entry in _held(courier, endpoint.merchant_id, _PROBED):
        if send_line(courier, _subject_of(entry), probe=True).tried:
            break
    return read_endpoint(courier.table, endpoint.merchant_id)


def _ask_for_held(courier: Courier, retries: GroupedQueue, merchant_id: str) -> int:
    """What is asked for a second time before its turn has come is dropped by the queue."""
    entries = _held(courier, merchant_id, HELD_AT_ONCE)
    requests = [LineRequest(merchant_id, _subject_of(entry), entry["due_sk"]) for entry in entries]
    retries.send([request.message() for request in requests])
    return len(requests)


def _give_up_held(courier: Courier, retries: GroupedQueue, asked: EndpointRequest) -> int:
    """No schedule looks at a server that is gone: one look goes through all that is held, whatever was asked before."""
    held, looked = held_list(asked.merchant_id), rfc3339(courier.clock.now())
    page = courier.table.query(Query(DUE_INDEX, held, HELD_AT_ONCE, sort_above=asked.above))
    requests = [LineRequest(asked.merchant_id, _subject_of(each), f"{each['due_sk']} {looked}") for each in page.items]
    retries.send([request.message() for request in requests])
    if page.scanned_to is not None:
        retries.send([replace(asked, above=page.scanned_to).message()])
    return len(requests)


def _held(courier: Courier, merchant_id: str, most: int) -> list[Item]:
    """Oldest first."""
    return courier.table.query(Query(DUE_INDEX, held_list(merchant_id), most)).items


def _subject_of(entry: Item) -> str:
    return str(entry["pk"]).removeprefix(CALLBACKS_PREFIX)
