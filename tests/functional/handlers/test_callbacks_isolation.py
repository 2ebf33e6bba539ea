"""A merchant's slow or dead server delays nobody else's callbacks: counted in calls, lanes and virtual time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from functions.resend_callbacks.handler import lambda_handler as resend_callbacks
from infra_cdk.functions import FUNCTIONS
from infra_cdk.spec import QueueTrigger
from shared.callbacks.delivering.courier import FAST_SECONDS, SLOW_SECONDS
from shared.callbacks.delivering.looking import due_lines
from shared.callbacks.delivering.slow_lane import PATIENCE
from shared.callbacks.endpoint import Health
from shared.callbacks.requests import LANES
from shared.events.port import GroupedMessage
from shared.runtime import callback_wiring
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told
from tests.support.receivers import BROKEN
from tests.support.world import World

SPECS = {spec.name: spec for spec in FUNCTIONS}


@pytest.fixture
def quick(told: Told) -> Told:
    """The merchant whose server is well."""
    return told


@pytest.fixture
def slow(quick: Told) -> Told:
    """Another."""
    other = Shop(quick.world, quick.world.merchant())
    return Told(other, quick.receivers, "https://slow.example/hooks").register()


@pytest.fixture
def beside(quick: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls beside each other take as long as the longest of them."""
    clock = quick.world.clock

    def together(call: Callable[[Any], Any], plans: Sequence[Any]) -> list[Any]:
        began, ends, answers = clock.moment, [clock.moment], []
        for plan in plans:
            clock.moment = began
            answers.append(call(plan))
            ends.append(clock.moment)
        clock.moment = max(ends)
        return answers

    monkeypatch.setattr(callback_wiring, "together", together)


@pytest.mark.usefixtures("beside")
def test_first_tries_of_others_wait_once_and_for_three_seconds_at_most(quick: Told, slow: Told) -> None:
    slow.receivers.takes[slow.at] = 3_600.0
    numbers, began = count(), quick.world.clock.moment
    for batch in range(40):
        both = [told.event(f"ord_{next(numbers)}") for told in (slow, slow, slow, quick, slow, slow, quick)]
        quick.happen(*both)
        assert len(quick.told()) == 2 * (batch + 1)  # In the very batch in which they came.
    # One batch waited: after it, nothing is sent to that server from the fast lane.
    assert len(slow.receivers.refused) == 5
    spent = quick.world.clock.moment - began
    assert timedelta(seconds=FAST_SECONDS) <= spent <= timedelta(seconds=FAST_SECONDS + 40)
    assert slow.states() == ["waiting"] * 200


@pytest.mark.usefixtures("beside")
def test_a_dead_server_is_called_by_probes_alone(quick: Told, slow: Told) -> None:
    slow.receivers.answers[slow.at] = [BROKEN]
    numbers = count()
    for _ in range(60):
        quick.happen(*(slow.event(f"ord_{next(numbers)}") for _ in range(9)), quick.event(f"ord_{next(numbers)}"))
    assert slow.health() is Health.FAILING
    assert len(slow.receivers.refused) == 9  # One batch.
    slow.wait(hours=2)
    before = len(slow.receivers.refused)
    for _ in range(24):
        slow.wait(hours=1.01)
    assert len(slow.receivers.refused) - before <= 24
    assert len(quick.told()) == 60


def test_second_tries_have_lanes_of_their_own(quick: Told, slow: Told) -> None:
    """Thirty callbacks for a server that takes ten seconds each, and five for another: eight invocations at a time."""
    slow.receivers.takes[slow.at] = 10.0
    for told, many in ((slow, 30), (quick, 5)):
        for number in range(many):
            told.happen(told.event(f"ord_{told.shop.id}_{number}"), again=True)
    lanes = Lanes(quick.world, workers=8)
    ended = lanes.run()
    assert len(ended) == 35
    groups = {group for group, _ in ended if group.startswith(slow.shop.id)}
    assert len(groups) <= LANES
    assert lanes.most_of(slow.shop.id) <= LANES
    assert len(quick.told()) == 5
    assert max(end for group, end in ended if group.startswith(quick.shop.id)) < timedelta(seconds=5)
    assert max(end for group, end in ended if group.startswith(slow.shop.id)) > timedelta(seconds=60)


def test_no_invocation_outlives_its_function() -> None:
    """What one waits for, at most, with room for what it reads and writes."""
    send, resend = SPECS["send_callbacks"], SPECS["resend_callbacks"]
    assert isinstance(send.trigger, QueueTrigger)
    assert isinstance(resend.trigger, QueueTrigger)
    assert resend.trigger.batch_size == 1
    assert PATIENCE.total_seconds() + SLOW_SECONDS + 10 <= resend.timeout_seconds
    # After one that was waited for in vain, or for 1.5 s, its server is kept off the fast lane.
    assert send.trigger.batch_size * 1.5 + FAST_SECONDS + 10 <= send.timeout_seconds
    # Twenty servers as slow as can be, each in all its lanes, leave a fifth to the others.
    assert resend.trigger.max_concurrency * 0.8 >= 20 * LANES


@dataclass
class Lanes:
    """So many invocations at a time of the function of second tries, each in its own time; groups as SQS has them."""

    world: World
    workers: int
    busy: list[tuple[datetime, str]] = field(default_factory=list)
    most: dict[str, int] = field(default_factory=dict)

    def most_of(self, merchant_id: str) -> int:
        """Invocations of this merchant at a time."""
        return self.most.get(merchant_id, 0)

    def run(self) -> list[tuple[str, timedelta]]:
        """Each message's group, and when it was done with, counted from now."""
        began = now = self.world.clock.moment
        waiting = [request.message() for request in due_lines(self.world.table, now + timedelta(seconds=1))]
        ended: list[tuple[str, timedelta]] = []
        while waiting:
            self.busy = [(end, group) for end, group in self.busy if end > now]
            taken = {group for _, group in self.busy}
            ready = [message for message in waiting if message.group not in taken]
            if not ready or len(self.busy) >= self.workers:
                now = min(end for end, _ in self.busy)
                continue
            waiting.remove(ready[0])
            group, end = ready[0].group, self._invoke(ready[0], now)
            self.busy.append((end, group))
            merchant = group.rpartition(".")[0]
            beside = sum(other.rpartition(".")[0] == merchant for _, other in self.busy)
            self.most[merchant] = max(self.most.get(merchant, 0), beside)
            ended.append((group, end - began))
        return ended

    def _invoke(self, message: GroupedMessage, at: datetime) -> datetime:
        self.world.clock.moment = at
        attributes = {"MessageGroupId": message.group, "ApproximateReceiveCount": "1"}
        record = {"messageId": "1", "body": message.body, "attributes": attributes}
        assert resend_callbacks({"Records": [record]}, None) == {"batchItemFailures": []}
        return self.world.clock.moment
