"""Invocations that can stop in the middle of any call, so that others run meanwhile, and that can die there."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final

LATENCY: Final = 0.004
"""Seconds that a call takes when nothing is wrong."""


class Crash(BaseException):
    """Nothing catches it: the process is gone."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: at the call number ``at`` (of the kind that it is about), or in its own way."""

    kind: str
    at: int = 0


class Armed:
    """Faults that wait for their call; each strikes once, counted over all invocations of one step.

    ``left`` is how many calls each still lets pass; while it is empty, nothing more will go wrong.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.left = {fault: fault.at for fault in faults}

    def take(self, kinds: Collection[str]) -> str | None:
        """One of these kinds, if it waits; it does so no more."""
        for fault in self.left:
            if fault.kind in kinds:
                del self.left[fault]
                return fault.kind
        return None

    @property
    def pauses(self) -> bool:
        """Whether an invocation may yet have to stop in the middle."""
        return bool(self.left) and any(fault.kind.startswith("paused") for fault in self.left)

    def strike(self, meets: Callable[[str], bool]) -> Fault | None:
        """The fault whose call this is; ``meets`` tells of a kind whether it is about such calls."""
        for fault, left in list(self.left.items()):
            if not meets(fault.kind):
                continue
            self.left[fault] = left - 1
            if left == 0:
                del self.left[fault]
                return fault
        return None


_NOTHING: Final = Armed(())


class _Lane:
    """A thread that runs one invocation after another: a new thread costs more than most invocations do."""

    idle: ClassVar[list["_Lane"]] = []

    def __init__(self) -> None:
        self.go = _held()
        self.body: Callable[[], None] | None = None
        threading.Thread(target=self._run, daemon=True).start()

    @classmethod
    def take(cls, body: Callable[[], None]) -> "_Lane":
        """One that begins with this when it is let go, and is idle again after it."""
        lane = cls.idle.pop() if cls.idle else cls()
        lane.body = body
        return lane

    def _run(self) -> None:
        while True:
            self.go.acquire()
            body, self.body = self.body, None
            assert body is not None
            body()
            del body  # An idle thread keeps nothing of a history alive.


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


class Task:
    """One invocation of a function. It runs in a thread of its own only when it is going to pause.

    ``longest`` is after how many seconds the platform ends it, ``latency`` what each of its calls takes, ``skew`` how
    far its machine's clock is off.

    Exactly one thread runs at any time: whoever hands over waits until it is handed back.
    """

    # Most tasks keep most of these: set on each task they would cost more than its start.
    result: Any = None
    error: Exception | None = None
    crashed = False
    ended = False
    started_at = 0.0
    longest = 60.0
    latency = LATENCY
    patience_ends = float("inf")
    skew = timedelta()
    armed = _NOTHING
    _killed = False
    _lane: _Lane | None = None
    _back: "threading.Lock | None" = None

    def __init__(self, name: str, run: Callable[[], Any], done: Callable[["Task"], None]) -> None:
        self.name = name
        self._run = run
        self._done = done

    def start(self, armed: "Armed") -> None:
        """Run to the end, or to the first pause."""
        self.armed = armed
        if not armed.pauses:
            self._body()
            self._done(self)
            return
        self._lane, self._back = _Lane.take(self._threaded), _held()
        self._hand_over()

    def resume(self) -> None:
        """Go on, to the end or to the next pause."""
        self._hand_over()

    def kill(self) -> None:
        """Die where it stands."""
        self._killed = True
        self._hand_over()

    def pause(self) -> None:
        """Called by the task itself: let others run. Raises :class:`Crash` when it is killed meanwhile."""
        if self._lane is None or self._back is None:
            return
        self._back.release()
        self._lane.go.acquire()
        if self._killed:
            raise Crash("killed")

    def _hand_over(self) -> None:
        if self._lane is None or self._back is None or self.ended:
            return
        self._lane.go.release()
        self._back.acquire()
        if self._has_ended():
            self._done(self)

    def _has_ended(self) -> bool:
        return self.ended

    def _threaded(self) -> None:
        assert self._lane is not None
        assert self._back is not None
        self._body()
        _Lane.idle.append(self._lane)
        self._back.release()

    def _body(self) -> None:
        try:
            self.result = self._run()
        except Crash:
            self.crashed = True
        except Exception as error:  # noqa: BLE001 - the platform's edge: the history decides what it means
            self.error = error
        self.ended = True
