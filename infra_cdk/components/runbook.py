"""The pages of the runbook: every alarm names the one that says what to do."""

from enum import StrEnum


class Page(StrEnum):
    """One for each kind of alarm, a file under docs/runbook."""

    FUNCTION_ERRORS = "function-errors"
    FUNCTION_THROTTLES = "function-throttles"
    STREAM_LAG = "stream-lag"
    QUEUE_LAG = "queue-lag"
    API_SERVER_ERRORS = "api-server-errors"
    AUDIT_DISCREPANCIES = "audit-discrepancies"
    AUDIT_MISSING = "audit-missing"
    DEAD_LETTERS_REDRIVEN = "dead-letters-redriven"
    DEAD_LETTERS_STUCK = "dead-letters-stuck"
    DEAD_LETTERS_KEPT = "dead-letters-kept"
    RELAY_FAILURES = "relay-failures"
    SCHEDULE_FAILURES = "schedule-failures"
    ERROR_BUDGET = "error-budget"

    @property
    def path(self) -> str:
        """From the root of the repository."""
        return f"docs/runbook/{self}.md"
