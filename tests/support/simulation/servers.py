"""Merchants' own servers: each in a mood; every try that reaches one is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.callbacks.posting.port import TIMEOUT, Answer
from tests.support.simulation.gate import Gate

Json = dict[str, Any]
MOODS: Final[Mapping[str, Answer | float]] = {
    "well": Answer(204, None, 20),
    "broken": Answer(500, "http_500", 20),
    "gone": Answer(410, "http_410", 20),
    "slow": 7.0,
    "dead": 3_600.0,
}
"""What a server answers, or how many seconds it takes before it takes what it got."""


@dataclass(frozen=True, slots=True)
class Try:
    """One POST that reached a server: ``content`` is the body, ``taken`` whether the server kept it."""

    url: str
    id: str
    content: Json
    taken: bool


class _Refused(Exception):
    """The server has an error of its own."""


class _Silent(Exception):
    """No answer came."""


class Servers:
    """:class:`shared.callbacks.posting.port.Poster`."""

    def __init__(self, gate: Gate, clock: Any) -> None:
        self._gate = gate
        self._clock = clock
        self.moods: dict[str, str] = {}
        self.tries: list[Try] = []

    def heal(self) -> None:
        """All of them are well."""
        self.moods.clear()

    def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Answer:
        """Whatever goes wrong is an answer, as in the product's own client."""
        try:
            answer: Answer = self._gate.call(
                "callback", "post", lambda: self._answer(url, headers["webhook-id"], body, seconds), _Refused, _Silent
            )
        except _Refused:
            return Answer(503, "http_503", 5)
        except _Silent:
            return Answer(None, TIMEOUT, int(seconds * 1_000))
        return answer

    def _answer(self, url: str, event_id: str, body: bytes, seconds: float) -> Answer:
        mood = MOODS[self.moods.get(url, "well")]
        if isinstance(mood, Answer):
            self.tries.append(Try(url, event_id, json.loads(body), mood.delivered))
            return mood
        self._clock.pass_time(min(mood, seconds))
        self.tries.append(Try(url, event_id, json.loads(body), mood <= seconds))
        if mood > seconds:
            return Answer(None, TIMEOUT, int(seconds * 1_000))
        return Answer(204, None, int(mood * 1_000))
