"""Callbacks to a merchant's server that is no part of us: a process of its own that verifies what it gets."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.demo.api import DemoError
from local.demo.shops import Shop

_PROGRAM = Path(__file__).with_name("receiver.py")
_ENDPOINT = "/v1/callback-endpoint"
_QUIET_SECONDS = 45.0


@dataclass(frozen=True)
class CallbackStory:
    """What the server of one merchant got; ``missing`` are released orders of which it was not told."""

    merchant: str
    verified: int
    repeated: int
    refused: int
    forged: int
    out_of_order: int
    types: Mapping[str, int]
    missing: int

    @property
    def sound(self) -> bool:
        """All were told and verified, each in its turn, and what was forged was refused."""
        return not self.missing and not self.out_of_order and self.refused == self.forged


class Receiver:
    """The server's process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.url = f"http://127.0.0.1:{self._line()}"

    def expect(self, path: str, secret: str) -> None:
        """Say what signs what comes to a path."""
        self._ask({"path": path, "secret": secret})

    def report(self, path: str) -> dict[str, Any]:
        """What came there."""
        return self._ask({"report": path})

    def _ask(self, command: dict[str, str]) -> dict[str, Any]:
        if self._process.stdin is None:
            raise DemoError("the receiver has no input")
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def _line(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise DemoError("the receiver of callbacks has died")
        return line.strip()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver for as long as the block. Its only way to us is HTTP: none of our code is on its path."""
    command = [sys.executable, "-I", str(_PROGRAM)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Receiver(process)
        finally:
            process.kill()


def register(shops: Sequence[Shop], receiver: Receiver) -> None:
    """Say where the callbacks of these merchants go, and try it out."""
    for shop in shops:
        answer = shop.api.send("PUT", _ENDPOINT, body={"url": receiver.url + _path(shop)})
        if answer.status != 201:
            raise DemoError(f"PUT {_ENDPOINT} answered {answer.problem}")
        receiver.expect(_path(shop), answer.body["secret"])
        tried = shop.api.send("POST", f"{_ENDPOINT}/test").body
        if not tried.get("delivered"):
            raise DemoError(f"the test call of {shop.entry.name} ended as {tried}")


def forge(shop: Shop, receiver: Receiver) -> int:
    """Send what nobody has signed, as a stranger would; how often that was tried."""
    headers = {"webhook-id": "evt_1", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
    body = {"id": "evt_1", "type": "order.released", "sequence": 1, "data": {"order_id": "ord_1"}}
    status = httpx.post(receiver.url + _path(shop), json=body, headers=headers, trust_env=False).status_code
    if status != 401:
        raise DemoError(f"a forged callback was answered {status}")
    return 1


def await_callbacks(shops: Sequence[Shop], receiver: Receiver, released: Mapping[str, set[str]]) -> list[CallbackStory]:
    """What each merchant was told; waited for while there is anything new, ``released`` are orders by merchant."""
    forged = {shop.entry.id: forge(shop, receiver) for shop in shops}
    last, since = -1, time.monotonic()
    while True:
        told = [_story(shop, receiver, released, forged[shop.entry.id]) for shop in shops]
        verified = sum(story.verified for story in told)
        if verified != last:
            last, since = verified, time.monotonic()
        if not any(story.missing for story in told) or time.monotonic() - since > _QUIET_SECONDS:
            return told
        time.sleep(0.5)


def _story(shop: Shop, receiver: Receiver, released: Mapping[str, set[str]], forged: int) -> CallbackStory:
    got = receiver.report(_path(shop))
    return CallbackStory(
        merchant=shop.entry.name,
        verified=got["verified"],
        repeated=got["repeated"],
        refused=got["refused"],
        forged=forged,
        out_of_order=got["out_of_order"],
        types=got["types"],
        missing=len(released.get(shop.entry.id, set()) - set(got["released"])),
    )


def _path(shop: Shop) -> str:
    return f"/hooks/{shop.entry.id}"
