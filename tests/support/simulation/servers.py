"""Merchants' own servers: each in a mood; every try that reaches one is kept, and its signature is checked."""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.callbacks.posting.port import TIMEOUT, Answer
from tests.support.simulation.gate import Gate

Json = dict[str, Any]
MOODS: Final[Mapping[str, Answer | float]] = {
    "well": Answer(204, None, 20),
    "broken": Answer(500, "http_500", 20),
    "gone": Answer(410, "http_410", 20),
    "shaky": Answer(503, "http_503", 20),
    "sluggish": 2.0,
    "slow": 7.0,
    "dead": 3_600.0,
}
"""What a server answers, or how many seconds it takes before it takes what it got."""

_SHAKY: Final = 3
"""One that is shaky takes the third."""
_TOLERANCE: Final = 300
"""Seconds by which a receiver lets a signature's time be off, as the specification's library does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One POST that reached a server: ``content`` is the body, ``taken`` whether the server kept it.

    ``at`` and ``began`` are when, and when its invocation began, in seconds; ``seconds`` is how long it would wait.
    ``trusted`` is whether a receiver that checks signatures believes it; ``None`` when nobody can say.
    """

    url: str
    id: str
    content: Json
    taken: bool
    status: int | None
    at: float
    began: float
    seconds: float
    trusted: bool | None


class _Refused(Exception):
    """The server has an error of its own."""


class _Silent(Exception):
    """No answer came."""


class Servers:
    """:class:`shared.callbacks.posting.port.Poster`; ``on_try`` hears of each try."""

    def __init__(self, gate: Gate, clock: Any) -> None:
        self._gate = gate
        self._clock = clock
        self.moods: dict[str, str] = {}
        self.tries: list[Try] = []
        self.secrets: dict[str, tuple[str, float]] = {}
        """The newest that each address was told, and when."""
        self.on_try: Callable[[Try], None] | None = None
        self._reached: Counter[str] = Counter()

    def takes(self, url: str) -> bool:
        """Whether this one takes what it gets, sooner or later."""
        mood = self.moods.get(url, "well")
        return mood not in ("broken", "gone", "dead")

    def heal(self) -> None:
        """All of them are well."""
        self.moods.clear()

    def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Answer:
        """Whatever goes wrong is an answer, as in the product's own client."""
        try:
            answer: Answer = self._gate.call(
                "callback", "post", lambda: self._answer(url, headers, body, seconds), _Refused, _Silent
            )
        except _Refused:
            return Answer(503, "http_503", 5)
        except _Silent:
            return Answer(None, TIMEOUT, int(seconds * 1_000))
        return answer

    def _answer(self, url: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
        self._reached[url] += 1
        name = self.moods.get(url, "well")
        mood = MOODS["well" if name == "shaky" and self._reached[url] % _SHAKY == 0 else name]
        if isinstance(mood, Answer):
            answer = mood
        else:
            self._clock.pass_time(min(mood, seconds))
            taken = mood <= seconds
            answer = Answer(204, None, int(mood * 1_000)) if taken else Answer(None, TIMEOUT, int(seconds * 1_000))
        self._keep(url, headers, body, seconds, answer)
        return answer

    def _keep(self, url: str, headers: Mapping[str, str], body: bytes, seconds: float, answer: Answer) -> None:
        now, task = self._clock.seconds(), self._gate.task
        began = task.started_at if task is not None else now
        made = Try(
            url=url,
            id=headers["webhook-id"],
            content=json.loads(body),
            taken=answer.delivered,
            status=answer.status,
            at=now,
            began=began,
            seconds=seconds,
            trusted=self._trusts(url, headers, body, began),
        )
        self.tries.append(made)
        if self.on_try is not None:
            self.on_try(made)

    def _trusts(self, url: str, headers: Mapping[str, str], body: bytes, began: float) -> bool | None:
        """By the newest secret that its owner has, if he had it before this began."""
        secret, since = self.secrets.get(url, ("", 0.0))
        if not secret or since >= began:
            return None
        if abs(int(headers["webhook-timestamp"]) - self._clock.seconds()) > _TOLERANCE:
            return False
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        return wanted in headers["webhook-signature"].split(" ")
