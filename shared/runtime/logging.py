"""Structured logs: one line to an invocation, ids and codes only - never a key, a token, an address or a body."""

from functools import cache

from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    """The process's logger; service and level come from ``POWERTOOLS_SERVICE_NAME`` and ``POWERTOOLS_LOG_LEVEL``."""
    return Logger()
