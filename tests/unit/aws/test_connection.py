"""One kept connection, against real sockets on loopback that behave as badly as real ones do."""

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from shared.aws import connection
from shared.aws.connection import Connection, NoAnswer
from tests.unit.aws.servers import OK, Behaviour, Server, answers, is_silent, says, says_and_stays


def test_one_connection_serves_many_requests(start: Callable[..., Server]) -> None:
    server = start(answers(3))
    kept = Connection(server.url)

    got = [kept.post({"host": kept.host, "x-any": "1"}, body) for body in (b"one", b"two", b"")]

    assert [(answer.status, answer.body, answer.headers["x-amz-crc32"]) for answer in got] == [(200, b"{}", "7")] * 3
    assert server.requests == [b"one", b"two", b""]
    kept.close()


@pytest.mark.parametrize(
    "behaviour",
    [
        answers(0),
        says(b""),
        says(b"no http\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"),
        is_silent,
    ],
)
def test_without_a_whole_answer_nothing_is_known_and_the_next_call_connects_anew(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    monkeypatch.setattr(connection, "READ_TIMEOUT", 0.2)
    server = start(behaviour, answers(1))
    kept = Connection(server.url)

    with pytest.raises(NoAnswer) as caught:
        kept.post({}, b"first")

    assert caught.value.__cause__ is not None
    assert kept.post({}, b"second").status == 200
    kept.close()


def test_a_connection_that_was_closed_meanwhile_is_noticed_before_anything_is_sent(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(answers(1), answers(1))
    kept = Connection(server.url)
    kept.post({}, b"first")
    assert kept._open is not None
    assert select.select([kept._open.channel], [], [], 5)[0], "the server hangs up after one answer"

    assert kept.post({}, b"second").status == 200
    assert server.requests == [b"first", b"second"]
    kept.close()


def test_a_connection_that_the_service_announced_to_close_is_not_used_again(start: Callable[..., Server]) -> None:
    server = start(says(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")), answers(1))
    kept = Connection(server.url)

    assert [kept.post({}, body).status for body in (b"first", b"second")] == [200, 200]
    kept.close()


def test_what_came_behind_an_answer_is_none_to_the_next_request(start: Callable[..., Server]) -> None:
    server = start(says_and_stays(OK + OK.replace(b"{}", b"no")), answers(1))
    kept = Connection(server.url)

    assert [kept.post({}, body).body for body in (b"first", b"second")] == [b"{}", b"{}"]
    assert server.requests == [b"first", b"second"]
    kept.close()


class Interrupted(BaseException):
    """Something that nobody expects in the middle of a call."""


def test_who_was_interrupted_does_not_read_the_old_answer_as_the_next(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()

    def late(server: Server, peer: socket.socket) -> None:
        server.read(peer)
        peer.sendall(OK.replace(b"{}", b"no"))
        answered.set()
        with suppress(ConnectionResetError):
            peer.recv(1)

    server = start(late, answers(1))
    kept = Connection(server.url)

    def interrupt(_: object) -> None:
        assert answered.wait(5)
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(connection, "read_answer", interrupt)
        with pytest.raises(Interrupted):
            kept.post({}, b"first")

    assert kept.post({}, b"second").body == b"{}"
    assert server.requests == [b"first", b"second"]
    kept.close()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(NoAnswer) as caught:
        Connection(f"http://127.0.0.1:{port}").post({}, b"")

    assert isinstance(caught.value.__cause__, ConnectionRefusedError)
