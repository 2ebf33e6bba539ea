"""Invocations that can stop in the middle of any call, so that others run meanwhile, and that can die there."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

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
    """Faults that wait for their call; each strikes once, counted over all invocations of one step."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._left = {fault: fault.at for fault in faults}

    def take(self, kinds: Collection[str]) -> str | None:
        """One of these kinds, if it waits; it does so no more."""
        for fault in self._left:
            if fault.kind in kinds:
                del self._left[fault]
                return fault.kind
        return None

    @property
    def spent(self) -> bool:
        """Whether nothing more will go wrong."""
        return not self._left

    @property
    def pauses(self) -> bool:
        """Whether an invocation may yet have to stop in the middle."""
        return any(fault.kind.startswith("paused") for fault in self._left)

    def strike(self, meets: Callable[[str], bool]) -> Fault | None:
        """The fault whose call this is; ``meets`` tells of a kind whether it is about such calls."""
        if not self._left:
            return None
        for fault, left in list(self._left.items()):
            if not meets(fault.kind):
                continue
            self._left[fault] = left - 1
            if left == 0:
                del self._left[fault]
                return fault
        return None


class Task:
    """One invocation of a function. It runs in a thread of its own only when it is going to pause.

    ``longest`` is after how many seconds the platform ends it, ``latency`` what each of its calls takes, ``skew`` how
    far its machine's clock is off.

    Exactly one thread runs at any time: whoever hands over waits until it is handed back.
    """

    def __init__(self, name: str, run: Callable[[], Any], done: Callable[["Task"], None]) -> None:
        self.name = name
        self.result: Any = None
        self.error: Exception | None = None
        self.crashed = False
        self.ended = False
        self.started_at = 0.0
        self.longest = 60.0
        self.latency = LATENCY
        self.patience_ends = float("inf")
        self.skew = timedelta()
        self.armed = Armed(())
        self._run = run
        self._done = done
        self._killed = False
        self._pauses_left = 0
        self._go: threading.Lock | None = None
        self._back: threading.Lock | None = None

    def start(self, armed: "Armed") -> None:
        """Run to the end, or to the first pause."""
        self.armed = armed
        if not armed.pauses:
            self._body()
            self._done(self)
            return
        self._go, self._back = threading.Lock(), threading.Lock()
        self._go.acquire()
        self._back.acquire()
        threading.Thread(target=self._threaded, daemon=True).start()
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
        if self._go is None or self._back is None:
            return
        self._back.release()
        self._go.acquire()
        if self._killed:
            raise Crash("killed")

    def _hand_over(self) -> None:
        if self._go is None or self._back is None or self.ended:
            return
        self._go.release()
        self._back.acquire()
        if self._has_ended():
            self._done(self)

    def _has_ended(self) -> bool:
        return self.ended

    def _threaded(self) -> None:
        assert self._go is not None
        assert self._back is not None
        self._go.acquire()
        self._body()
        self._back.release()

    def _body(self) -> None:
        try:
            self.result = self._run()
        except Crash:
            self.crashed = True
        except Exception as error:  # noqa: BLE001 - the platform's edge: the history decides what it means
            self.error = error
        self.ended = True
