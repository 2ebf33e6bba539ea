"""The stack's queues from behind: what waits in them, and how soon what was not done comes again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

_DEPTH: Final = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
_COMES_AGAIN_AFTER: Final = 3
_TRIES: Final = 1_000


@dataclass(frozen=True)
class Queues:
    """Every queue but the `foreign` one, which nobody of ours reads."""

    client: Any
    foreign: str

    def depths(self) -> dict[str, int]:
        """Messages in each queue, also those that are being worked on or come again later."""
        return {url.rsplit("/", 1)[-1]: self._depth(url) for url in self._urls()}

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Let messages come again after seconds, however often.

        The emulator takes messages from a queue also when no slot is free to run their function; they stay hidden for
        the visibility time-out then, which is minutes.
        """
        before = {url: self._read(url, "VisibilityTimeout", "RedrivePolicy") for url in self._urls()}
        for url, settings in before.items():
            self._write(url, settings, visibility=_COMES_AGAIN_AFTER, tries=_TRIES)
        try:
            yield
        finally:
            for url, settings in before.items():
                self._write(url, settings)

    def _urls(self) -> list[str]:
        urls = self.client.list_queues(QueueNamePrefix="orderpay-local-")["QueueUrls"]
        return [url for url in urls if url != self.foreign]

    def _depth(self, url: str) -> int:
        found = self._read(url, *_DEPTH)
        return sum(int(found[name]) for name in _DEPTH)

    def _read(self, url: str, *names: str) -> dict[str, str]:
        found: dict[str, str] = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=list(names))["Attributes"]
        return found

    def _write(
        self, url: str, settings: dict[str, str], visibility: int | None = None, tries: int | None = None
    ) -> None:
        if "RedrivePolicy" not in settings:
            return
        policy = json.loads(settings["RedrivePolicy"])
        wanted = {
            "VisibilityTimeout": str(visibility or settings["VisibilityTimeout"]),
            "RedrivePolicy": json.dumps(policy | {"maxReceiveCount": tries or policy["maxReceiveCount"]}),
        }
        self.client.set_queue_attributes(QueueUrl=url, Attributes=wanted)
