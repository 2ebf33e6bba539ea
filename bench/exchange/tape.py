"""Records what is called and answered, and answers the same again."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

from bench.exchange.wire import Call, Exchange, Reply

Upstream = Callable[[Call], Reply]


class UnknownCall(Exception):
    """A call was made that the recording does not have."""


class Tape:
    """Passes calls to ``upstream`` and records them; once told to replay, answers from what it recorded.

    The answers to one kind of call are given in the order in which they were recorded, from the start again at each
    ``rewind``; when they are used up the last one is given again, because a first invocation may ask less often.
    """

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._lock = threading.Lock()
        self._recorded: list[Exchange] = []
        self._seen: list[Exchange] = []
        self._given: dict[str, int] = defaultdict(int)
        self._by_kind: dict[str, list[Reply]] | None = None
        self.unknown: list[str] = []

    def __call__(self, call: Call) -> Reply:
        """Answer one call."""
        if self._by_kind is None:
            with self._lock:
                reply = self._upstream(call)
                self._recorded.append(Exchange(call, reply))
            return reply
        return self._replay(self._by_kind, call)

    def _replay(self, by_kind: dict[str, list[Reply]], call: Call) -> Reply:
        replies = by_kind.get(call.kind)
        if replies is None:
            self.unknown.append(call.kind)
            return Reply(500, {}, b"not recorded")
        with self._lock:
            place = self._given[call.kind]
            self._given[call.kind] += 1
            reply = replies[min(place, len(replies) - 1)]
            self._seen.append(Exchange(call, reply))
        return reply

    def take(self) -> Sequence[Exchange]:
        """What was recorded, or seen in replay, since the last time."""
        with self._lock:
            taken, self._recorded, self._seen = [*self._recorded, *self._seen], [], []
        return taken

    def record(self) -> None:
        """Pass calls on and forget everything before."""
        self.take()
        self._by_kind = None
        self._given.clear()

    def replay(self, exchanges: Sequence[Exchange]) -> None:
        """Answer from these from now on."""
        by_kind: dict[str, list[Reply]] = defaultdict(list)
        for each in exchanges:
            by_kind[each.call.kind].append(each.reply)
        self.take()
        self._by_kind = dict(by_kind)
        self.rewind()

    def rewind(self) -> None:
        """Begin with the first answers again: another invocation comes."""
        self._given.clear()

    def complain(self) -> None:
        """Raise :class:`UnknownCall` if anything was asked that is not recorded."""
        if self.unknown:
            raise UnknownCall(f"not recorded: {', '.join(sorted(set(self.unknown)))}")
