"""An AWS account with nothing in it, over HTTP: every read finds nothing, every write is taken."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


def _sent(request: Mapping[str, Any]) -> dict[str, Any]:
    """SQS says the digest of each message that it took."""
    return {
        "Successful": [
            {"Id": each["Id"], "MessageId": each["Id"], "MD5OfMessageBody": _digest(each["MessageBody"])}
            for each in request["Entries"]
        ]
    }


def _nothing(_: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _digest(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


ANSWERS: Mapping[str, _Answer] = {
    "Query": lambda _: {"Items": [], "Count": 0},
    "BatchGetItem": lambda _: {"Responses": {}, "UnprocessedKeys": {}},
    "UpdateItem": lambda request: {"Attributes": request["Key"]},
    "SendMessage": lambda request: {"MessageId": "m", "MD5OfMessageBody": _digest(request["MessageBody"])},
    "SendMessageBatch": _sent,
    "PutEvents": lambda request: {"FailedEntryCount": 0, "Entries": [{"EventId": "e"} for _ in request["Entries"]]},
}
"""By operation; any other one is answered with nothing."""


@contextmanager
def empty_account(secrets: Mapping[str, str]) -> Iterator[str]:
    """Its address; these secrets are all that there is in it."""
    answers: dict[str, _Answer] = {
        **ANSWERS,
        "GetSecretValue": lambda request: {"SecretString": secrets[request["SecretId"]]},
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            operation = self.headers["x-amz-target"].rpartition(".")[2]
            request = json.loads(self._body())
            self._say(json.dumps(answers.get(operation, _nothing)(request)).encode())

        def do_PUT(self) -> None:
            self._body()
            self._say(b"")

        def do_GET(self) -> None:
            self._say(b"<ListBucketResult/>")

        def do_DELETE(self) -> None:
            self._say(b"")

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("content-length", 0)))

        def _say(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
