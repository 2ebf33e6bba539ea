"""Answers of servers that mean well, of odd ones, and of those that mean harm."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.callbacks.posting.reading import BODY_BYTES, HEAD_BYTES, Incoming, NotHttp, TooLarge, read_head, skip_body

OK = b"HTTP/1.1 200 OK\r\n"


class Wire:
    """Gives these pieces one by one, then the end; counts what it gave."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self.given = 0

    def __call__(self, most: int) -> bytes:
        piece = next(self._pieces, b"")
        assert len(piece) <= most
        self.given += len(piece)
        return piece


def read(*pieces: bytes) -> int:
    incoming = Incoming(Wire(*pieces))
    head = read_head(incoming)
    skip_body(incoming, head)
    return head.status


def cut(raw: bytes, size: int = 8_000) -> list[bytes]:
    return [raw[start : start + size] for start in range(0, len(raw), size)]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (OK + b"content-length: 2\r\n\r\nok", 200),
        (OK + b"Content-Length: 0\r\n\r\n", 200),
        (OK + b"\r\nuntil the end", 200),
        (OK + b"transfer-encoding: Chunked\r\n\r\n2;x=y\r\nok\r\n0\r\ntrailer: x\r\n\r\n", 200),
        (b"HTTP/1.0 201\r\n\r\n", 201),
        (b"HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n", 204),
        (b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n", 302),
        (b"HTTP/1.1 500 \r\ncontent-length: 0\r\n\r\n", 500),
        (b"HTTP/1.1 200 OK\ncontent-length: 0\n\n", 200),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n" + OK + b"content-length: 0\r\n\r\n",
            200,
        ),
        (b"HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n", 999),
    ],
)
def test_an_answer_is_read_to_its_end_however_it_is_cut(raw: bytes, status: int) -> None:
    assert read(raw) == status
    assert read(*cut(raw, 1)) == status


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 099 OK\r\n\r\n",
        b"HTTP/1.1 2\xb20 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + OK + b"\r\n",
        b"HTTP/1.1 200 OK",
        OK + b"no colon\r\n\r\n",
        OK + b"content-length: -1\r\n\r\n",
        OK + b"content-length: 1_0\r\n\r\n0123456789",
        OK + b"content-length: 5\r\n\r\nshor",
        OK + b"transfer-encoding: chunked\r\n\r\n-1\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\n2\r\nokay\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\n2\r\nok",
    ],
)
def test_what_is_no_whole_answer_is_none(raw: bytes) -> None:
    with pytest.raises(NotHttp):
        read(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"x" * 100_000,
        OK + b"x: " + b"y" * HEAD_BYTES,
        OK + b"x: y\r\n" * 5_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000 + OK + b"\r\n",
        OK + b"\r\n" + b"x" * (BODY_BYTES + 1),
        OK + b"content-length: %d\r\n\r\n" % (BODY_BYTES + 1) + b"x" * BODY_BYTES,
        OK + b"content-length: 999999999999999999\r\n\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\nfffffffffff\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 20_000,
        OK + b"transfer-encoding: chunked\r\n\r\n1;" + b"x" * 100_000,
        OK + b"transfer-encoding: chunked\r\n\r\n0\r\n" + b"x: y\r\n" * 20_000,
    ],
)
def test_no_more_is_read_than_is_allowed(raw: bytes) -> None:
    wire = Wire(*cut(raw))
    incoming = Incoming(wire)
    with pytest.raises(TooLarge):
        skip_body(incoming, read_head(incoming))
    assert wire.given <= HEAD_BYTES + BODY_BYTES + 8_192


def test_a_whole_answer_at_the_very_limits_is_read() -> None:
    line = b"x: " + b"y" * (HEAD_BYTES - len(OK) - len(b"x: \r\n\r\n")) + b"\r\n"
    assert read(*cut(OK + line + b"\r\n" + b"z" * BODY_BYTES)) == 200


@given(st.binary(max_size=300), st.sampled_from([b"", b"HTTP/1.1 ", OK, OK + b"transfer-encoding: chunked\r\n\r\n"]))
def test_any_bytes_are_an_answer_or_refused(raw: bytes, before: bytes) -> None:
    with suppress(NotHttp, TooLarge):
        assert 200 <= read(before + raw) <= 999
