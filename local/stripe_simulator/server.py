"""Serves the simulator over HTTP on loopback: a thread per connection, one lock around the core."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local.stripe_simulator.courier import Courier
from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from local.stripe_simulator.settings import Settings
from local.stripe_simulator.simulator import Simulator
from local.stripe_simulator.wire import Request, Response

HOST = "127.0.0.1"
MAX_BODY = 1_000_000


class Server(ThreadingHTTPServer):
    """A listening simulator; `port` 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, settings: Settings, workers: int = 4) -> None:
        self.lock = threading.Lock()
        self.simulator = Simulator(settings, time.time)
        self.courier = Courier(self.simulator, self.lock, workers)
        super().__init__((HOST, port), Handler)
        self.simulator.set_base_url(self.url)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.server_address[1]}"

    def answer(self, request: Request) -> Response:
        """Serves one request, waiting outside the lock where a fault asks for it."""
        with self.lock:
            pending = self.simulator.begin(request)
            if pending.delay == 0:
                response = self.simulator.finish(pending)
        if pending.delay > 0:
            time.sleep(pending.delay)
            with self.lock:
                response = self.simulator.finish(pending)
        if request.method != "GET":
            self.courier.wake()
        if request.path == "/_sim/deliver":
            self.courier.flush()
        if response.hold > 0:
            time.sleep(response.hold)
        return response


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with kept connections."""

    protocol_version = "HTTP/1.1"
    server_version = "StripeSimulator"
    sys_version = ""
    timeout = 120
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def serve(self) -> None:
        """Reads a request, answers it, or closes the connection where the answer is to be lost."""
        length = self.body_length()
        if length is None:
            self.close_connection = True
            self.send_error(413)
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length) if length else b""
        response = self.server.answer(Request(self.command, path, query, headers, body))
        if response.lost:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.write(response)

    def body_length(self) -> int | None:
        """How long the body is; None when that is not told in figures or is too much."""
        told = self.headers.get("Content-Length") or "0"
        return int(told) if told.isdecimal() and int(told) <= MAX_BODY else None

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = serve  # noqa: N815

    def write(self, response: Response) -> None:
        """Sends an answer."""
        self.send_response(response.status)
        self.send_header("Content-Type", response.media)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a busy run would print a line for every call."""


@dataclass(frozen=True)
class Running:
    """A simulator that serves in this process. `webhook_secret` is that of the endpoint given at the start, or ''."""

    url: str
    key: str
    webhook_secret: str
    server: Server

    @property
    def simulator(self) -> Simulator:
        """The core; hold `server.lock` while touching it."""
        return self.server.simulator


@contextmanager
def serve(
    port: int = 0,
    *,
    webhook_url: str = "",
    webhook_secret: str = "",
    connect_webhook_url: str = "",
    connect_webhook_secret: str = "",
    settings: Settings | None = None,
    workers: int = 1,
) -> Iterator[Running]:
    """A simulator on a thread of its own for as long as the block runs.

    Webhook endpoints given here get every event: `webhook_url` the platform's, `connect_webhook_url` those of
    connected accounts. One worker delivers in order, more of them side by side. Raises OSError when the port is taken.
    """
    chosen = settings or Settings()
    server = Server(port, replace(chosen, base_url=f"http://{HOST}:{port}"), workers)
    secret = ""
    for url, given, connect in (
        (webhook_url, webhook_secret, False),
        (connect_webhook_url, connect_webhook_secret, True),
    ):
        if url:
            world = server.simulator.world
            endpoint = new_endpoint(world, url, secret=given or None, connect=connect)
            secret = secret or world.secrets[endpoint["id"]]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="stripe-simulator", daemon=True)
    server.courier.start()
    thread.start()
    try:
        yield Running(server.url, chosen.keys[0], secret, server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        server.courier.stop()
