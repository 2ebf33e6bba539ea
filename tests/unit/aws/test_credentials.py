"""From the environment, or from the endpoint of a restored snapshot."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from shared.aws.credentials import Credentials, CredentialSource
from shared.clock import rfc3339
from shared.errors import Busy
from tests.unit.aws.servers import Server

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
IN_FUNCTION = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}


class Endpoint(HTTPServer):
    """Gives a new key at each request; ``tokens`` are those it was shown."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tokens: list[str] = []
        self.status = 200


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_GET(self) -> None:
        self.server.tokens.append(self.headers["Authorization"])
        number = len(self.server.tokens)
        given = {
            "AccessKeyId": f"key{number}",
            "SecretAccessKey": "secret",
            "Token": "token",
            "Expiration": rfc3339(NOW + timedelta(hours=number)),
        }
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(given).encode())

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A container's credentials endpoint."""
    with Endpoint() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def restored(port: int) -> dict[str, str]:
    """What a restored snapshot has in its environment."""
    return {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{port}/creds",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "shown",
    }


def test_a_function_has_them_in_its_environment() -> None:
    variables = dict(IN_FUNCTION)
    source = CredentialSource(variables, lambda: NOW)

    assert source.current() == Credentials("key", "secret", "token")
    variables["AWS_ACCESS_KEY_ID"] = "other"
    assert source.current().key_id == "key"
    assert CredentialSource(variables, lambda: NOW).current().key_id == "other"


def test_without_any_it_names_what_is_missing() -> None:
    with pytest.raises(KeyError, match="AWS_ACCESS_KEY_ID"):
        CredentialSource({}, lambda: NOW).current()


def test_a_restored_snapshot_asks_for_them_and_again_before_they_expire(endpoint: Endpoint) -> None:
    moments = [NOW, NOW + timedelta(minutes=54), NOW + timedelta(minutes=56), NOW + timedelta(minutes=60)]
    source = CredentialSource(restored(endpoint.server_port), lambda: moments.pop(0))
    first = source.current()

    assert first == Credentials("key1", "secret", "token", NOW + timedelta(hours=1))
    assert [source.current().key_id for _ in range(4)] == ["key1", "key1", "key2", "key2"]
    assert endpoint.tokens == ["shown", "shown"]


def test_an_endpoint_that_gives_none_is_asked_again_later(endpoint: Endpoint) -> None:
    source = CredentialSource(restored(endpoint.server_port), lambda: NOW)
    endpoint.status = 500
    with pytest.raises(Busy):
        source.current()

    endpoint.status = 200
    assert source.current().key_id == "key2"


def test_what_is_still_good_is_used_while_the_endpoint_gives_nothing_new(endpoint: Endpoint) -> None:
    moments = [NOW + timedelta(minutes=56), NOW + timedelta(minutes=59), NOW + timedelta(minutes=60)]
    source = CredentialSource(restored(endpoint.server_port), lambda: moments.pop(0))
    assert source.current().key_id == "key1"

    endpoint.status = 500
    assert [source.current().key_id for _ in range(2)] == ["key1"] * 2
    with pytest.raises(Busy):
        source.current()


def test_an_endpoint_that_says_no_http(start: Callable[..., Server]) -> None:
    def mumbles(_: Server, peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(b"no http\r\n")

    port = int(start(mumbles).url.rpartition(":")[2])
    with pytest.raises(Busy):
        CredentialSource(restored(port), lambda: NOW).current()


def test_they_do_not_show_themselves() -> None:
    assert "hidden" not in repr(Credentials("key", "hidden", "hidden"))


def test_an_endpoint_that_is_not_there() -> None:
    with pytest.raises(Busy):
        CredentialSource(restored(9), lambda: NOW).current()
