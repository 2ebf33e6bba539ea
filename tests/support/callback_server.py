"""A merchant's server on loopback for end-to-end tests: answers as it is told, and verifies with the library alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

from tests.support.caller import body_of
from tests.support.shop import Json, Shop

ENDPOINT = "/v1/callback-endpoint"


@dataclass(frozen=True)
class Letter:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Json:
        """The event; raises what the library raises."""
        event: Json = Webhook(secret).verify(self.body, self.headers)
        return event


@dataclass
class CallbackServer:
    """``status`` is what it answers; while ``open`` is not set it does not answer at all."""

    url: str
    status: int = 204
    location: str | None = None
    secret: str = ""
    open: threading.Event = field(default_factory=threading.Event)
    letters: list[Letter] = field(default_factory=list)

    def register(self, shop: Shop, **body: Any) -> "CallbackServer":
        """Have a shop's callbacks sent here."""
        made = body_of(shop.api.put(ENDPOINT, {"url": self.url, **body}), 201)
        self.secret = made["secret"]
        return self

    def events(self, event_type: str | None = None) -> list[Json]:
        """What came, each verified; of one type, or all but test calls."""
        found = [letter.verified(self.secret) for letter in list(self.letters)]
        return [
            each for each in found if each["type"] == event_type or (not event_type and each["type"] != "test.ping")
        ]


@contextmanager
def callback_server() -> Iterator[CallbackServer]:
    """For as long as the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    made = CallbackServer(f"http://127.0.0.1:{server.server_address[1]}/hooks")
    made.open.set()
    _SERVED[server] = made
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.open.set()
        server.shutdown()
        server.server_close()
        del _SERVED[server]


_SERVED: dict[Any, CallbackServer] = {}


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """One callback."""
        made = _SERVED[self.server]
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        made.letters.append(Letter(dict(self.headers), body))
        made.open.wait(60)
        self.send_response(made.status)
        if made.location:
            self.send_header("location", made.location)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""
