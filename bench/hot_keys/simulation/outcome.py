"""What a run showed, in figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from bench.hot_keys.partitions import kind_of
from bench.hot_keys.simulation.front import Sent
from bench.hot_keys.simulation.run import Plan, Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rates are orders a second of the hot merchant while orders were sent; times are seconds.

    ``refused`` counts answers by status, ``throttled`` refusals of the table by kind of partition.
    """

    plan: Plan
    sent: int
    offered: float
    taken: float
    paid: float
    refused: Counter[int]
    quiet_sent: int
    quiet_refused: int
    quiet_taken_within: float
    quiet_paid_within: float
    backlog: int
    rest_after: float
    orders_to_a_debit: float
    stalls: int
    at_once: int
    throttled: Counter[str]

    @property
    def refused_share(self) -> float:
        """Of all answers to the hot merchant while it sent, the part that was 429 or 503."""
        refusals = sum(self.refused.values())
        return refusals / (refusals + self.sent)


def outcome(run: Run) -> Outcome:
    """Of a run that has come to rest."""
    plan, front = run.plan, run.front
    hot = [order for order in front.sent if order.merchant_id == run.hot]
    quiet = [order for order in front.sent if order.merchant_id != run.hot]
    throttled: Counter[str] = Counter()
    for partition, times in run.table.writes.refused.items():
        throttled[kind_of(partition).name] += times
    taken, paid = _before(plan.seconds, [_taken(order) for order in hot]), _before(plan.seconds, _paid(run, hot))
    return Outcome(
        plan=plan,
        sent=len(hot),
        offered=len(hot) / plan.seconds,
        taken=taken / plan.seconds,
        paid=paid / plan.seconds,
        refused=Counter({status: front.answers[run.hot, status] for status in (429, 503)}),
        quiet_sent=len(quiet),
        quiet_refused=sum(front.answers[each, status] for each in run.quiet for status in (429, 503)),
        quiet_taken_within=max(_taken(order) - order.at for order in quiet),
        quiet_paid_within=max(run.paid_at[order.order_id] - _taken(order) for order in quiet),
        backlog=taken - paid,
        rest_after=max(_paid(run, hot)) - plan.seconds,
        orders_to_a_debit=len(front.sent) / run.queue.debits,
        stalls=run.queue.stalls,
        at_once=front.most_at_once,
        throttled=throttled,
    )


def played(plan: Plan) -> Outcome:
    """Play it. Raises ``Broken`` when an order was lost or paid twice."""
    run = Run(plan)
    run.play()
    return outcome(run)


def _taken(order: Sent) -> float:
    return cast("float", order.taken_at)


def _paid(run: Run, orders: Sequence[Sent]) -> list[float]:
    return [run.paid_at[order.order_id] for order in orders]


def _before(end: float, moments: Sequence[float]) -> int:
    return sum(moment < end for moment in moments)
