"""Second tries: the callbacks about one thing, one after the other, as far as its merchant's server takes them.

A try counts, and the next is arranged, before it is made: a run that dies has made one, and the schedule goes on. The
line's version lets one run try at a time.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from shared.callbacks.backoff import TRIES, next_try
from shared.callbacks.delivering.courier import SLOW_SECONDS, Courier, letter, note, slow_judgement
from shared.callbacks.endpoint import Endpoint, Health, read_endpoint
from shared.callbacks.model import Attempt, Callback, CallbackState, Line
from shared.callbacks.posting.port import Answer
from shared.callbacks.record_store import callback_update, line_delete, line_put, read_subject
from shared.clock import rfc3339
from shared.table.attempt import try_update
from shared.table.port import ConditionFailed

PATIENCE: Final = timedelta(seconds=25)
"""After that no other try begins; what is left is due at once."""
NO_ENDPOINT: Final = "no_endpoint"
"""Why a callback is not sent any more: its merchant has taken the endpoint away."""


@dataclass(slots=True)
class Sent:
    """What one run did with a line; ``ended`` says why it went no further."""

    delivered: int = 0
    refused: int = 0
    ended: str = "empty"

    @property
    def tried(self) -> int:
        """Tries that were made."""
        return self.delivered + self.refused


def send_line(courier: Courier, subject_id: str, *, probe: bool = False) -> Sent:
    """Try what waits about a thing. ``probe`` tries the first although its merchant's server is not well.

    A line that is not due yet is left alone.
    """
    run = _Run(courier, subject_id, probe)
    while run.step():
        pass
    return run.sent


@dataclass(slots=True)
class _Run:
    courier: Courier
    subject_id: str
    probe: bool
    sent: Sent = field(default_factory=Sent)
    mine: str | None = None
    """When the line is due by this run's own claim."""
    ends: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.ends = self.courier.clock.now() + PATIENCE

    def step(self) -> bool:
        """One look at the line and what follows from it; whether to look again."""
        subject = read_subject(self.courier.table, self.subject_id)
        line, head = subject.line, subject.head
        if line is None:
            return False
        if head is None:
            return not self._changed(line, None)
        endpoint = read_endpoint(self.courier.table, line.merchant_id)
        if endpoint is None:
            self._give_up(head)
            return True
        if endpoint.health is not Health.OK and not self.probe:
            return self._hold(line)
        if not self._turn(line):
            self.sent.ended = "not_due"
            return False
        if self._late():
            self.sent.ended = "more"
            self._changed(line, line.wanted(self.courier.clock.now()))
            return False
        return self._try(line, head, endpoint)

    def _turn(self, line: Line) -> bool:
        """Held for a server that is well, or to be probed; due; or in this run's hand."""
        if line.next_at is None or line.due(self.courier.clock.now()):
            return True
        return rfc3339(line.next_at) == self.mine

    def _late(self) -> bool:
        return bool(self.sent.tried) and self.courier.clock.now() >= self.ends

    def _hold(self, line: Line) -> bool:
        """Look again after it: all that was held may have been sent since this run looked at the server."""
        if line.held_at is not None:
            self.sent.ended = "held"
            return False
        self._changed(line, line.held(self.courier.clock.now()))
        return True

    def _try(self, line: Line, head: Callback, endpoint: Endpoint) -> bool:
        """A probe is no try of the callback: that waits as long as the server is not well."""
        now, counts = self.courier.clock.now(), not self.probe
        next_at = next_try(now, head.id, line.tries_of(head.sequence) + 1)
        claimed = line.claimed(head.sequence, next_at, counts=counts)
        if not self._changed(line, claimed):
            self.sent.ended = "lost"
            return False
        self.mine, self.probe = rfc3339(next_at), False
        sent = letter(endpoint, head, now)
        answer = self.courier.poster.post(sent.url, sent.headers, sent.body, seconds=SLOW_SECONDS)
        last = counts and claimed.tries >= TRIES
        return self._keep(head, head.tried(answer, now, next_at=next_at, last=last), endpoint, answer)

    def _keep(self, before: Callback, after: Callback, endpoint: Endpoint, answer: Answer) -> bool:
        """What came of the try, first of the callback and then of the server; whether there may be more to do."""
        kept = try_update(self.courier.table, callback_update(before, after))
        judged = note(self.courier, endpoint, slow_judgement(self.courier, answer))
        self.sent.delivered += answer.delivered
        self.sent.refused += not answer.delivered
        if answer.delivered or (kept and not after.waiting):
            return True
        self.sent.ended = "refused"
        return judged is None or judged.health is not Health.OK

    def _give_up(self, head: Callback) -> None:
        attempt = Attempt(self.courier.clock.now(), None, NO_ENDPOINT, 0)
        ended = replace(head, state=CallbackState.FAILED, last=attempt, next_at=None)
        try_update(self.courier.table, callback_update(head, ended))

    def _changed(self, line: Line, after: Line | None) -> bool:
        """Whether the line was still as it was read; ``None``: nothing waits in it any more."""
        try:
            if after is None:
                self.courier.table.delete(line_delete(line))
            else:
                self.courier.table.put(line_put(line, after, self.courier.clock.now()))
        except ConditionFailed:
            return False
        return True
