"""Death at a chosen call to AWS or Stripe: it took effect, and the process ended before the answer was read.

A process that dies before a call leaves what one leaves that dies after the call before it, and a read changes nothing.
So dying before the first call and after each one that changes something is dying at every call.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import pytest
import stripe

from shared.runtime import bucket
from tests.support.backing import Backing
from tests.support.watching import Watch, watch

READS: Final = frozenset({"GetItem", "BatchGetItem", "Query", "GetSecretValue", "GetObject", "ListObjectsV2"})


R = TypeVar("R")


class Crash(BaseException):
    """Nothing catches it: the process is gone."""


@dataclass
class Interruptions:
    """Keeps the calls by name; ``dies_after`` says after how many changes to die (0: before any call)."""

    calls: list[str] = field(default_factory=list)
    dies_after: int | None = None
    pending: dict[str, Callable[[], Any]] = field(default_factory=dict)
    meanwhile: tuple[int, Callable[[], Any]] | None = None
    backing: Backing = field(kw_only=True)

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The calls made inside the block."""
        self.calls.clear()
        yield self.calls

    def kills(self, run: Callable[[], Any], *, after: int) -> bool:
        """Run and die after that many changes; false when there were fewer."""
        self.calls.clear()
        self.dies_after = after
        try:
            run()
        except Crash:
            return True
        finally:
            self.dies_after = None
        return False

    def before(self, name: str, run: Callable[[], Any]) -> None:
        """Let something else happen, once, just before the next call of this name."""
        self.pending[name] = run

    def at(self, place: int, meanwhile: Callable[[], Any], run: Callable[[], R]) -> R:
        """Run, and let something else happen once, before the call that has this place in it (0: the first)."""
        self.calls.clear()
        self.meanwhile = (place, meanwhile)
        try:
            return run()
        finally:
            self.meanwhile = None

    def changes(self) -> list[str]:
        """The calls so far that changed something, or may have."""
        return [name for name in self.calls if name not in READS and not name.startswith("stripe get")]

    def watch_aws(self) -> None:
        """Look at every call of the product's own clients (the tests have others)."""
        self.backing.watch(self._before, self._after)
        watch.before, watch.after = self._before, self._after
        bucket.s3().meta.events.register("before-call", self._before_s3)
        bucket.s3().meta.events.register("after-call", self._after_s3)

    def leave_aws(self) -> None:
        """Look no more."""
        self.backing.leave()
        watch.before, watch.after = Watch.before, Watch.after
        bucket.s3().meta.events.unregister("before-call", self._before_s3)
        bucket.s3().meta.events.unregister("after-call", self._after_s3)

    def watch_stripe(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Look at every request that the SDK sends."""
        send = stripe.RequestsClient.request

        def watched(client: Any, method: str, url: str, *rest: Any) -> Any:
            self._before(f"stripe {method} {re.split('/v[12]/', url)[-1].split('?')[0].split('/cs_')[0]}")
            answer = send(client, method, url, *rest)
            self._after()
            return answer

        monkeypatch.setattr(stripe.RequestsClient, "request", watched)

    def _before_s3(self, model: Any, **_: Any) -> None:
        self._before(str(model.name))

    def _after_s3(self, **_: Any) -> None:
        self._after()

    def _before(self, name: str) -> None:
        if self.meanwhile is not None and len(self.calls) == self.meanwhile[0]:
            (_, happens), self.meanwhile = self.meanwhile, None
            happens()
        meanwhile = self.pending.pop(name, None)
        if meanwhile is not None:
            meanwhile()
        if self.dies_after == 0:
            raise Crash(f"before {name}")
        self.calls.append(name)

    def _after(self) -> None:
        if self.dies_after is not None and len(self.changes()) >= self.dies_after:
            raise Crash(f"after {self.calls[-1]}")
