"""Alarms on the daily audit: it found something, or it did not come to its end."""

from constructs import Construct

from infra_cdk.components.alarms import add_alarm, metric
from infra_cdk.components.runbook import Page
from infra_cdk.settings import DeploymentSettings

NAMESPACE = "OrderPay"
_FUNCTION = "audit_books"
_DAY_MINUTES = 24 * 60


def add_audit_alarms(scope: Construct, settings: DeploymentSettings) -> None:
    """The metrics are in the function's own log lines; their one dimension tells stages apart."""
    dimensions = {"FunctionName": settings.name(_FUNCTION)}
    add_alarm(
        scope,
        "AuditDiscrepancies",
        metric=metric(NAMESPACE, "AuditDiscrepancies", dimensions, minutes=5),
        threshold=1,
        description="The audit found records that do not agree: GET /v1/audits, docs/audit.md.",
        page=Page.AUDIT_DISCREPANCIES,
    )
    add_alarm(
        scope,
        "AuditsFinished",
        metric=metric(NAMESPACE, "AuditsFinished", dimensions, minutes=_DAY_MINUTES),
        threshold=1,
        periods=2,
        below=True,
        description="No daily audit has come to its end for two days.",
        page=Page.AUDIT_MISSING,
    )
