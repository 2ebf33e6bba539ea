"""Merchants' servers in tests: what they were sent, what they answer, and how long they take."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from standardwebhooks.webhooks import Webhook

from shared.callbacks.posting.port import TIMEOUT, Answer
from tests.support.watching import watch

Json = dict[str, Any]
TAKEN: Final = Answer(204, None, 20)
BROKEN: Final = Answer(500, "http_500", 20)
GONE: Final = Answer(410, "http_410", 20)


@dataclass(frozen=True, slots=True)
class Received:
    """One POST as it came."""

    url: str
    headers: Mapping[str, str]
    body: str

    @property
    def content(self) -> Json:
        """The body, parsed."""
        return dict(json.loads(self.body))

    def verified(self, secret: str) -> Json:
        """As a receiver reads it who trusts nobody. Raises what the library raises."""
        content: Json = Webhook(secret).verify(self.body, dict(self.headers))
        return content


@dataclass
class Receivers:
    """:class:`shared.callbacks.posting.port.Poster`. ``answers`` are by URL, the last for all that follow.

    ``takes`` is how many seconds a server of this URL takes; who waits for less gets a time-out. ``pass_time`` lets the
    time of one call go by.
    """

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    takes: dict[str, float] = field(default_factory=dict)
    got: list[Received] = field(default_factory=list)
    refused: list[Received] = field(default_factory=list)
    log: list[tuple[Received, bool]] = field(default_factory=list)
    """Every try in order, and whether it was taken."""
    pass_time: Callable[[float], None] = lambda _: None

    def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Answer:
        """What the server of this URL answers; ``got`` is what was taken."""
        watch.before("POST")
        letter, takes = Received(url, headers, body.decode()), self.takes.get(url, 0.02)
        answer = self._next(url)
        if takes > seconds:
            answer = Answer(None, TIMEOUT, int(seconds * 1000))
        elif answer.delivered:
            answer = Answer(answer.status, None, int(takes * 1000))
        self.pass_time(min(takes, seconds))
        (self.got if answer.delivered else self.refused).append(letter)
        self.log.append((letter, answer.delivered))
        watch.after()
        return answer

    def clear(self) -> None:
        """Nothing was sent, and everything is taken."""
        for kept in (self.answers, self.takes, self.got, self.refused, self.log):
            kept.clear()

    def told(self, url: str) -> list[Json]:
        """The bodies that this server has taken, in order."""
        return [each.content for each in self.got if each.url == url]

    def _next(self, url: str) -> Answer:
        wanted = self.answers.get(url) or [TAKEN]
        return wanted.pop(0) if len(wanted) > 1 else wanted[0]
