"""A connection that answers what a test wrote down."""

import json
from collections.abc import Mapping
from typing import Any

from shared.aws.answers import Answer
from shared.aws.connection import NoAnswer


class ScriptedConnection:
    """Each request takes the next answer; an exception is raised. ``sent`` keeps headers and bodies."""

    host = "service.test"

    def __init__(self, *answers: Answer | NoAnswer) -> None:
        self._answers = list(answers)
        self.sent: list[tuple[Mapping[str, str], dict[str, Any]]] = []

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """The next of the script."""
        self.sent.append((headers, json.loads(body)))
        answer = self._answers.pop(0)
        if isinstance(answer, NoAnswer):
            raise answer
        return answer

    def close(self) -> None:
        """Nothing is open."""


def said(content: object, status: int = 200, **headers: str) -> Answer:
    """An answer in JSON."""
    return Answer(
        status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(content).encode()
    )


def refused(code: str, status: int = 400, **fields: Any) -> Answer:
    """An error of a service."""
    return said({"__type": f"com.amazonaws.any#{code}", **fields}, status)
