"""A merchant's server as a stranger would write it: after docs/callbacks.md, with the specification's library alone.

A program of its own that shares no code with what sends. It prints its port, then obeys one line of JSON after the
other on its standard input and answers each with one: `{"path": "/…", "secret": "whsec_…"}` says what signs what comes
there, `{"report": "/…"}` asks what came. It ends when its input does.
"""

import json
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@dataclass
class Mailbox:
    """What came to one path."""

    secret: str
    verified: int = 0
    repeated: int = 0
    refused: int = 0
    out_of_order: int = 0
    seen: set[str] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)
    types: Counter[str] = field(default_factory=Counter)
    released: set[str] = field(default_factory=set)

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Verify and keep; the status to answer."""
        try:
            event = Webhook(self.secret).verify(body, headers)
        except (WebhookVerificationError, ValueError):
            self.refused += 1
            return 401
        self.verified += 1
        if event["id"] in self.seen:
            self.repeated += 1
            return 204
        self._keep(event)
        return 204

    def _keep(self, event: dict[str, Any]) -> None:
        """Callbacks about one thing are numbered from 1; each follows the one before."""
        self.seen.add(event["id"])
        self.types[event["type"]] += 1
        subject = str(event["data"].get("order_id") or event["data"].get("invoice_id") or event["id"])
        if subject != event["id"]:
            self.out_of_order += event["sequence"] != self.last.get(subject, 0) + 1
            self.last[subject] = event["sequence"]
        if event["type"] == "order.released":
            self.released.add(event["data"]["order_id"])

    def report(self) -> dict[str, Any]:
        """For who asks."""
        return {
            "verified": self.verified,
            "repeated": self.repeated,
            "refused": self.refused,
            "out_of_order": self.out_of_order,
            "types": dict(self.types),
            "released": sorted(self.released),
        }


_lock = threading.Lock()
_mailboxes: dict[str, Mailbox] = {}


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """One callback."""
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        with _lock:
            mailbox = _mailboxes.get(self.path)
            status = mailbox.take(body, dict(self.headers)) if mailbox else 503
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Standard output is for answers."""


def _obey(command: dict[str, str]) -> dict[str, Any]:
    with _lock:
        if "secret" in command:
            _mailboxes[command["path"]] = Mailbox(command["secret"])
            return {"known": command["path"]}
        return _mailboxes[command["report"]].report()


def main() -> None:
    """Serve until the input ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    for line in sys.stdin:
        print(json.dumps(_obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
