"""The queue edge for work that waits on others: the first messages of all groups beside each other, then the second."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, Protocol, TypeVar

from shared.runtime.queue import LambdaHandler, Received, failure, in_groups, log_batch, received

P = TypeVar("P")
A = TypeVar("A")
Together = Callable[[Callable[[P], A], Sequence[P]], Iterable[A]]


class Work(Protocol[P, A]):
    """What is done for a message, in three steps; only the middle one runs beside others, and it raises nothing."""

    def plan(self, body: str, *, again: bool) -> P:
        """Read what is needed; ``again`` unless the message is handed out for the first time."""
        ...

    def post(self, plan: P) -> A:
        """Wait for somebody else."""
        ...

    def settle(self, plan: P, answer: A) -> Mapping[str, Any]:
        """Keep what came of it; what to say of it in the log."""
        ...


def in_threads(call: Callable[[P], A], plans: Sequence[P]) -> Iterable[A]:
    """Each in a thread of its own; back when the last has returned."""
    if len(plans) < 2:
        return [call(plan) for plan in plans]
    with ThreadPoolExecutor(len(plans)) as pool:
        return list(pool.map(call, plans))


class _Batch(Generic[P, A]):
    def __init__(self, work: Work[P, A], together: Together[P, A]) -> None:
        self._work = work
        self._together = together
        self.failed: set[str] = set()
        self.outcomes: list[dict[str, Any]] = []

    def one_of_each(self, messages: Sequence[Received]) -> None:
        """Messages of as many groups; who fails stops its own group only."""
        plans = [(message, plan) for message in messages if (plan := self._plan(message)) is not None]
        answers = self._together(self._work.post, [plan for _, plan in plans])
        for (message, plan), answer in zip(plans, answers, strict=True):
            try:
                self.outcomes.append(dict(self._work.settle(plan, answer)))
            except Exception as error:  # noqa: BLE001 - the edge: a defect must not fail the groups beside it
                self._fail(message, error)

    def _plan(self, message: Received) -> P | None:
        try:
            return self._work.plan(message.body, again=message.again)
        except Exception as error:  # noqa: BLE001 - the edge, as above
            self._fail(message, error)
            return None

    def _fail(self, message: Received, error: Exception) -> None:
        self.outcomes.append(failure(error))
        self.failed.add(message.id)


def rounds_handler(
    start: Callable[[], Work[P, A]], together: Callable[[], Together[P, A]], lag: str | None = None
) -> LambdaHandler:
    """A Lambda entry for a FIFO queue with partial batch answers; ``start`` opens each batch.

    ``lag`` names the metric of the seconds that outcomes say.

    The order within a group stays: behind a message that failed, all of its group go back untouched
    (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). A batch takes as long as its slowest
    groups, not as all of them together.
    """

    def handle(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        batch = _Batch(start(), together())
        messages = [received(record) for record in event["Records"]]
        waiting = list(in_groups(messages))
        while waiting:
            batch.one_of_each([group[0] for group in waiting])
            for group in (each for each in waiting if each[0].id in batch.failed):
                batch.failed.update(message.id for message in group)
            waiting = [group[1:] for group in waiting if len(group) > 1 and group[0].id not in batch.failed]
        log_batch(len(messages), len(batch.failed), batch.outcomes, lag)
        return {"batchItemFailures": [{"itemIdentifier": each.id} for each in messages if each.id in batch.failed]}

    return handle
