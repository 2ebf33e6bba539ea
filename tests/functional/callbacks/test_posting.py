"""One POST over real sockets and real TLS: what is sent, and what the answer is taken for."""

import socket
import time

import pytest

from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.targets import Targets
from tests.functional.callbacks.servers import (
    HOST,
    OK,
    PATIENT,
    PUBLIC,
    Authority,
    Call,
    answering,
    read_request,
    serving,
)


def test_the_request_is_what_was_asked_for_at_the_address_that_was_looked_up(call: Call) -> None:
    seen: list[bytes] = []

    def behave(channel: socket.socket) -> None:
        seen.append(read_request(channel))
        channel.sendall(b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nok")

    answer, network = call(behave, body='{"name": "Zoë"}'.encode())
    assert (answer.status, answer.error, answer.delivered) == (202, None, True)
    assert answer.milliseconds >= 0
    assert network.looked_up == [HOST]
    assert network.dialled == [(PUBLIC, 443)]
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert body.decode() == '{"name": "Zoë"}'
    assert head.split(b"\r\n") == [
        b"POST /hooks?a=b HTTP/1.1",
        b"host: shop.example",
        b"webhook-id: evt_1",
        b"content-length: 16",
        b"connection: close",
    ]


@pytest.mark.parametrize(
    ("status", "error"),
    [(200, None), (204, None), (299, None), (304, "redirect"), (400, "http_400"), (410, "http_410"), (503, "http_503")],
)
def test_only_2xx_is_delivered(call: Call, status: int, error: str | None) -> None:
    answer, _ = call(answering(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n".encode()))
    assert (answer.status, answer.error) == (status, error)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["http://169.254.169.254/latest/meta-data/", "https://shop.example/elsewhere"])
def test_no_redirect_is_followed(call: Call, status: int, location: str) -> None:
    raw = f"HTTP/1.1 {status} X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n".encode()
    answer, network = call(answering(raw))
    assert (answer.status, answer.error) == (status, "redirect")
    assert network.looked_up == [HOST]
    assert network.dialled == [(PUBLIC, 443)]
    assert len(network.server.taken) == 1


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", "connection_failed"),
        (b"220 smtp.example ESMTP\r\n", "invalid_response"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", "invalid_response"),
        (b"\x00\xff\r\n\r\n", "invalid_response"),
    ],
)
def test_what_is_no_answer_is_told_as_such(call: Call, raw: bytes, error: str) -> None:
    assert call(answering(raw))[0].error == error


def test_one_that_answers_and_hangs_up_before_it_has_read_all_has_answered(authority: Authority) -> None:
    def behave(channel: socket.socket) -> None:
        channel.recv(100)
        channel.sendall(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")
        channel.shutdown(socket.SHUT_WR)
        time.sleep(0.2)

    with serving(behave) as server:
        answer = HttpPoster(Targets.LOOPBACK).post(
            f"http://127.0.0.1:{server.port}/", {}, b"x" * 30_000_000, seconds=PATIENT
        )
    assert answer.error == "http_410"


def test_no_proxy_is_taken_from_the_environment(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert call(answering(OK))[0].delivered


def test_a_header_of_two_lines_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="one line"):
        HttpPoster(Targets.LOOPBACK).post("http://127.0.0.1:8080/", {"x": "y\r\nz: w"}, b"", seconds=1)
