"""The daily audit; ``{"day": "2026-11-21"}`` asks for one at once, ``"whole": true`` for one with whole journals."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from shared.payments.audit.model import Audit
from shared.payments.audit.run import Overtaken, Unfinished, run_audit
from shared.payments.audit.service import ask_for_audit, due_audits
from shared.runtime import wiring
from shared.runtime.audit_wiring import audit_context
from shared.runtime.logging import logger
from shared.runtime.metrics import emit_counts
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.stripe_gateway.client import AUDIT

SECONDS: Final = 180
"""After these no new step begins; the function's time-out leaves the last one two minutes."""


class Settings(CollectingSettings):
    """What collecting needs."""


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Go on with what is due, or asked for, until time is up; the next run goes on from there."""
    worlds = audit_context(read_settings(Settings), AUDIT)
    now = wiring.clock().now()
    asked = "day" in event
    audits: Iterable[Audit] = (
        [ask_for_audit(worlds.table, str(event["day"]), now, whole=event.get("whole") is True)]
        if asked
        else due_audits(worlds.table, wiring.clock())
    )
    tell = partial(_tell, getattr(context, "function_name", "audit_books"))
    seen: list[dict[str, Any]] = []
    for audit in audits:
        try:
            reached = run_audit(worlds, audit, now + timedelta(seconds=SECONDS), tell)
        except Overtaken:
            continue
        except Unfinished as stopped:
            logger().warning("audit stopped", extra={"audit_id": audit.id, "code": stopped.code})
            reached = stopped.audit
        seen.append(reached.public())
        if reached.state == "running":
            break
    logger().info("audited", extra={"audits": seen})
    return {"audits": seen}


def _tell(function_name: str, audit: Audit) -> None:
    """Only a day's own audit counts as finished: one that was asked for must not hide that those do not run."""
    counts = {"AuditDiscrepancies": audit.discrepancies, "AuditsFinished": 0 if audit.asked else 1}
    emit_counts(counts, function_name=function_name, at=wiring.clock().now())
