"""Running an audit in steps, with a stored cursor: a run goes on where the one before stopped, or died.

Findings are put one by one, if absent, before the cursor moves past them. The cursor moves together with the counts, so
that nothing is counted twice; of two runs at the same time one finds that the cursor has moved, and stops.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from shared.errors import AppError
from shared.payments.audit.acting import act
from shared.payments.audit.context import AuditContext, Stage, Step, View
from shared.payments.audit.invoice_stage import invoices
from shared.payments.audit.journal_stage import journals
from shared.payments.audit.link_stage import overdue_links
from shared.payments.audit.merchants import for_each_merchant
from shared.payments.audit.model import Audit, Discrepancy
from shared.payments.audit.money_stage import money_in, surplus
from shared.payments.audit.order_stage import open_orders, paid_orders
from shared.payments.audit.return_stage import DISPUTES_BACK, REFUNDS_BACK, money_out
from shared.payments.audit.settled_stage import cleared, settled
from shared.payments.audit.store import discrepancy_put, save_update
from shared.table.port import ConditionFailed, Put, TransactionFailed

STAGES: Final[Mapping[str, Stage]] = {
    "charges": money_in("charge"),
    "other_methods": money_in("payment"),
    "refunds": money_out(lambda books, *where: books.refunds(*where), REFUNDS_BACK, "refunds"),
    "disputes": money_out(lambda books, *where: books.disputes(*where), DISPUTES_BACK, "disputes"),
    "surplus": surplus,
    "settled": settled,
    "cleared": cleared,
    "journals": for_each_merchant(journals),
    "paid_orders": for_each_merchant(paid_orders),
    "open_orders": for_each_merchant(open_orders),
    "invoices": for_each_merchant(invoices),
    "links": for_each_merchant(overdue_links),
    "act": act,
}
"""In this order; the stored cursor names one of them, so a name stays what it is."""

_NEXT: Final = dict(pairwise([*STAGES, "end"]))

STEPS_TO_A_SAVE: Final = 20

Tell = Callable[[Audit], None]


class Overtaken(Exception):
    """Another run has moved the cursor."""


class Unfinished(Exception):
    """The world outside failed in the middle; what was done before is kept. ``code`` says why."""

    def __init__(self, audit: Audit, code: str) -> None:
        super().__init__(f"{audit.id} stopped: {code}")
        self.audit = audit
        self.code = code


def run_audit(context: AuditContext, audit: Audit, deadline: datetime, tell: Tell) -> Audit:
    """The audit as far as it got before ``deadline``. ``tell`` hears of the end before it is written: at least once.

    Raises :class:`Overtaken`, and :class:`Unfinished` when table or provider failed.
    """
    kept, going, marks, steps = audit, audit, list[Put](), 0
    while going.state == "running":
        try:
            step = STAGES[going.stage](View(context, going, context.payments.clock.now()), going.position)
            new = sum(_put(context, going, each) for each in step.found)
        except AppError as error:
            raise Unfinished(_save(context, kept, going, marks), error.code) from error
        going, steps = _after(going, step, new, context.payments.clock.now()), steps + 1
        marks += step.marks
        if going.state == "done":
            tell(going)
        late = context.payments.clock.now() >= deadline
        if late or going.state == "done" or steps % STEPS_TO_A_SAVE == 0:
            kept = going = _save(context, kept, going, marks)
            marks = []
        if late:
            break
    return kept


def _put(context: AuditContext, audit: Audit, found: Discrepancy) -> int:
    try:
        context.table.put(discrepancy_put(audit, found, context.payments.clock.now()))
    except ConditionFailed:
        return 0  # Found before: from another side, or by a run that died.
    return 1


def _after(audit: Audit, step: Step, new: int, now: datetime) -> Audit:
    checked = dict(Counter(audit.checked) + Counter(step.checked))
    confirmed = audit.confirmed + step.confirmed
    going = replace(audit, checked=checked, discrepancies=audit.discrepancies + new, confirmed=confirmed)
    if step.position is not None:
        return replace(going, position=step.position)
    if _NEXT[audit.stage] in STAGES:
        return replace(going, stage=_NEXT[audit.stage], position=None)
    # What a run found and did not live to count is counted now.
    return replace(going, position=None, state="done", discrepancies=confirmed, finished_at=now)


def _save(context: AuditContext, kept: Audit, going: Audit, marks: list[Put]) -> Audit:
    if going is kept:
        return kept
    saved = replace(going, saves=kept.saves + 1)
    while True:
        try:
            context.table.transact([save_update(kept, saved), *marks])
        except TransactionFailed as refused:
            if 0 in refused.failed:
                raise Overtaken from refused
            # Another audit has gone further in that journal.
            marks = [mark for place, mark in enumerate(marks, start=1) if place not in refused.failed]
        else:
            return saved
