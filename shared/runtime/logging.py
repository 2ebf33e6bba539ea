"""Structured logs: one line of JSON to an invocation, ids and codes only - no key, token, address or body ever."""

import json
import logging
import sys
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from shared.clock import rfc3339
from shared.runtime.settings import platform_variables

_OF_EVERY_RECORD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """Level, message, time and function, what was passed as ``extra``, and the trace of an error."""

    def __init__(self, function: str) -> None:
        super().__init__()
        self._function = function

    def format(self, record: logging.LogRecord) -> str:
        """One line, in ASCII: what else ends a line for a reader of logs, or cannot be encoded, is escaped."""
        line: dict[str, Any] = {
            "level": record.levelname,
            "message": record.getMessage(),
            "timestamp": rfc3339(datetime.fromtimestamp(record.created, UTC)),
            "function": self._function,
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, separators=(",", ":"), default=str)


@cache
def logger() -> logging.Logger:
    """The process's logger; level and function come from ``LOG_LEVEL`` and from the platform."""
    variables = platform_variables()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(variables.get("AWS_LAMBDA_FUNCTION_NAME", "")))
    made = logging.getLogger("orderpay")
    made.handlers = [handler]
    made.propagate = False
    made.setLevel(variables.get("LOG_LEVEL", "INFO"))
    return made
