"""First tries: one read, one POST and one write for a callback, those of different things beside each other.

What cannot be sent at once is kept: behind others about the same thing, for a server that is slow, or that is not well.
Second tries take it from there, so that here nothing waits longer than :data:`FAST_SECONDS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.callbacks.backoff import next_try
from shared.callbacks.delivering.courier import FAST_SECONDS, Courier, Letter, fast_judgement, letter, note
from shared.callbacks.delivering.lines import new_callback, release, store
from shared.callbacks.endpoint import Endpoint, Health, read_endpoint
from shared.callbacks.messages import Told, read_told
from shared.callbacks.model import Callback, Line
from shared.callbacks.posting.port import TIMEOUT, Answer
from shared.callbacks.record_store import callback_put, read_latest
from shared.clock import seconds_since
from shared.errors import Busy
from shared.table.port import ConditionFailed


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with an event: ``letter`` is to be sent; ``known`` when it is kept already."""

    told: Told
    endpoint: Endpoint | None = None
    known: Callback | None = None
    callback: Callback | None = None
    letter: Letter | None = None


class FastLane:
    """One batch of events."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._endpoints: dict[str, Endpoint | None] = {}
        """Read once for all events of a merchant in the batch, and as each try leaves it."""

    def plan(self, body: str, *, again: bool) -> Plan:
        """Read what is needed. One that comes ``again`` is kept before it is sent: its first run has died of something.

        Raises ``MalformedRequest``.
        """
        told = read_told(body)
        endpoint = self._endpoint(told.merchant_id)
        if endpoint is None or not endpoint.wants(told.type):
            return Plan(told)
        subject = read_latest(self._courier.table, told.subject_id)
        if (known := subject.of_event(told.event_id)) is not None:
            return Plan(told, endpoint, known)
        now = self._courier.clock.now()
        free = subject.line is None and subject.head is None
        if again or not free or endpoint.health is not Health.OK or endpoint.slow(now):
            return Plan(told, endpoint)
        callback = new_callback(self._courier.clock, told, subject)
        return Plan(told, endpoint, callback=callback, letter=letter(endpoint, callback, now))

    def post(self, plan: Plan) -> Answer | None:
        """Send it, if it is to be sent; beside others."""
        if plan.letter is None:
            return None
        sent = plan.letter
        return self._courier.poster.post(sent.url, sent.headers, sent.body, seconds=FAST_SECONDS)

    def settle(self, plan: Plan, answer: Answer | None) -> Mapping[str, Any]:
        """Keep what came of it; what to say of it in the log: of a first try also how long after its event it was."""
        said = dict(self._settle(plan, answer)) | {"about": plan.told.subject_id}
        if plan.letter is not None:
            said["seconds"] = seconds_since(str(plan.told.detail.get("at")), plan.letter.at)
        return said

    def _settle(self, plan: Plan, answer: Answer | None) -> Mapping[str, Any]:
        if plan.endpoint is None:
            return {"callback": "unwanted"}
        if plan.known is not None:
            release(self._courier.table, self._courier.clock, plan.told.merchant_id, plan.told.subject_id)
            return {"callback": "known"}
        if plan.callback is None or plan.letter is None or answer is None:
            return self._keep(plan)
        if answer.delivered:
            self._delivered(plan.callback, plan.letter, answer)
            self._judge(plan, answer)
            return {"callback": "delivered", "ms": answer.milliseconds}
        self._judge(plan, answer)
        self._failed(plan, plan.callback, plan.letter, answer)
        return {"callback": "waiting", "error": answer.error}

    def _keep(self, plan: Plan) -> Mapping[str, Any]:
        """Not sent: to be tried as soon as its turn has come."""
        self._store(plan, None, lambda line: line.wanted(self._courier.clock.now()))
        return {"callback": "waiting"}

    def _delivered(self, callback: Callback, sent: Letter, answer: Answer) -> None:
        try:
            self._courier.table.put(callback_put(callback.tried(answer, sent.at)))
        except ConditionFailed as taken:
            raise Busy("another callback took its number, try again") from taken

    def _failed(self, plan: Plan, callback: Callback, sent: Letter, answer: Answer) -> None:
        """One that nobody waited for counts as no try: the slow lane makes it."""
        if answer.error == TIMEOUT:
            self._store(plan, callback.tried(answer, sent.at), lambda line: line.wanted(self._courier.clock.now()))
            return
        next_at = next_try(sent.at, callback.id, 1)
        tried = callback.tried(answer, sent.at, next_at=next_at)
        self._store(plan, tried, lambda line: line.claimed(callback.sequence, next_at))

    def _store(self, plan: Plan, tried: Callback | None, place: Callable[[Line], Line]) -> None:
        """Held as the server stands now; looked at again, for it may have become well in between."""
        merchant_id = plan.told.merchant_id
        endpoint = self._endpoint(merchant_id)
        held = endpoint is not None and endpoint.health is not Health.OK

        def placed(line: Line) -> Line:
            return place(line).held(self._courier.clock.now()) if held else place(line)

        if tried is not None and held:
            tried = replace(tried, next_at=None)
        store(self._courier.table, self._courier.clock, plan.told, placed, tried)
        if held:
            release(self._courier.table, self._courier.clock, merchant_id, plan.told.subject_id)

    def _endpoint(self, merchant_id: str) -> Endpoint | None:
        if merchant_id not in self._endpoints:
            self._endpoints[merchant_id] = read_endpoint(self._courier.table, merchant_id)
        return self._endpoints[merchant_id]

    def _judge(self, plan: Plan, answer: Answer) -> None:
        endpoint = self._endpoint(plan.told.merchant_id)
        if endpoint is not None:
            judged = note(self._courier, endpoint, fast_judgement(self._courier, answer))
            self._endpoints[plan.told.merchant_id] = judged
