"""What a POST puts up with: one time for all of it, and a size."""

import socket
import time
from collections.abc import Sequence
from threading import Event

import pytest

from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.reading import BODY_BYTES, HEAD_BYTES
from shared.callbacks.posting.targets import TargetRefused, Targets
from tests.functional.callbacks.servers import (
    HASTY,
    HOST,
    PUBLIC,
    URL,
    Authority,
    Behave,
    Call,
    Network,
    answering,
    read_request,
    serving,
)


def _drip(channel: socket.socket, raw: bytes, times: int) -> None:
    """A byte at a time, each well within any time-out for one; over a minute in all."""
    for _ in range(times):
        channel.sendall(raw)
        time.sleep(0.02)


@pytest.mark.parametrize(
    "before",
    [b"", b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n"],
)
def test_an_answer_that_drips_for_ever_is_given_up_in_time(call: Call, before: bytes) -> None:
    def behave(channel: socket.socket) -> None:
        read_request(channel)
        channel.sendall(before)
        _drip(channel, b"H", 4_000)

    answer, _ = call(behave, seconds=HASTY)
    assert answer.error == "timeout"
    assert answer.status is None or before.endswith(b"\r\n\r\n")


def test_a_handshake_that_drips_for_ever_is_given_up_in_time(authority: Authority) -> None:
    with serving(lambda channel: _drip(channel, b"\x16\x03\x03\x40\x00" + b"\x00", 3_000)) as server:
        network = Network(server, {HOST: [(PUBLIC,)]})
        answer = network.poster(authority.trusting).post(URL, {}, b"{}", seconds=HASTY)
    assert (answer.status, answer.error) == (None, "timeout")


def test_one_that_says_nothing_or_does_not_even_read_is_given_up_in_time(call: Call) -> None:
    done = Event()
    try:
        for body in (b"{}", b"x" * 30_000_000):
            answer, _ = call(lambda _: done.wait(30) and None, seconds=HASTY, body=body)
            assert (answer.status, answer.error) == (None, "timeout")
    finally:
        done.set()


def test_a_resolver_that_hangs_is_given_up_in_time(authority: Authority) -> None:
    done = Event()

    def hanging(_: str) -> Sequence[str]:
        done.wait(30)
        return [PUBLIC]

    poster = HttpPoster(Targets.PUBLIC, hanging)
    try:
        assert poster.post(URL, {}, b"{}", seconds=HASTY).error == "timeout"
        with pytest.raises(TargetRefused) as refused:
            poster.check(URL, HASTY)
        assert refused.value.code == "dns_failed"
    finally:
        done.set()


def test_a_huge_answer_is_not_read(call: Call) -> None:
    sent: list[int] = []

    def flood(before: bytes, unit: bytes) -> Behave:
        def behave(channel: socket.socket) -> None:
            read_request(channel)
            channel.sendall(before)
            sent.clear()
            for _ in range(50_000_000 // len(unit)):
                channel.sendall(unit)
                sent.append(len(unit))

        return behave

    heads = (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\nfffffff\r\n")
    for head, status in zip(heads, (200, 500), strict=True):
        answer, _ = call(flood(head, b"x" * 50_000))
        assert (answer.status, answer.error) == (status, "response_too_large")
        assert sum(sent) < 50_000_000
    answer, _ = call(flood(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n" * 1_000))
    assert (answer.status, answer.error) == (None, "response_too_large")


def test_an_answer_within_the_limits_is_taken(call: Call) -> None:
    head = b"HTTP/1.1 200 OK\r\nx: " + b"y" * (HEAD_BYTES - 1_000) + b"\r\n\r\n"
    assert call(answering(head + b"z" * BODY_BYTES))[0].delivered
