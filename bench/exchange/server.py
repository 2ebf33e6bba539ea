"""A loopback HTTP server around one function from call to reply; as quick as the standard library's is."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.exchange.wire import Call, Reply

Answer = Callable[[Call], Reply]
HOST = "127.0.0.1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__((HOST, 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that was ended while it waited is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One segment to an answer: header and body apart would wait for the other side's delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def serve(self) -> None:
        """One request."""
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length) if length else b""
        reply = self.server.answer(Call(self.command, self.path, headers, body))
        self.send_response_only(reply.status)
        for name, value in reply.kept_headers().items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = serve  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: printing would be measured too."""


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Serve until the block ends; the server's address, without a trailing slash."""
    server = _Server(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
