"""Answers in every form, against what the standard library reads; and what is no answer."""

import io
from http.client import HTTPResponse
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.aws.answers import NotHttp, read_answer

_NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1, max_size=20).filter(
    lambda name: name.lower() not in ("content-length", "transfer-encoding", "connection")
)
_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)
_HEADERS = st.dictionaries(_NAMES, _VALUES, max_size=8)
_STATUSES = st.sampled_from([200, 201, 301, 400, 404, 413, 429, 500, 503])


class _Socket:
    """What :class:`HTTPResponse` reads from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, _: str) -> Any:
        """All of it."""
        return io.BytesIO(self._content)


def written(status: int, headers: dict[str, str], body: bytes, pieces: list[int] | None) -> bytes:
    """On the wire: of a known length, or (with the sizes of ``pieces``) in chunks."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    if pieces is None:
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
    chunks = b""
    for size in pieces:
        part, body = body[:size], body[size:]
        chunks += f"{len(part):x};note=1\r\n".encode() + part + b"\r\n" if part else b""
    chunks += f"{len(body):X}\r\n".encode() + body + b"\r\n" if body else b""
    return "\r\n".join([*lines, "Transfer-Encoding: chunked", "", ""]).encode() + chunks + b"0\r\n\r\n"


@given(
    status=_STATUSES,
    headers=_HEADERS,
    body=st.binary(max_size=300),
    pieces=st.none() | st.lists(st.integers(1, 80), max_size=4),
    rest=st.binary(max_size=20),
)
def test_it_reads_what_the_standard_library_reads_and_not_a_byte_more(
    status: int, headers: dict[str, str], body: bytes, pieces: list[int] | None, rest: bytes
) -> None:
    content = written(status, headers, body, pieces)
    incoming = io.BytesIO(content + rest)
    theirs = HTTPResponse(_Socket(content))  # type: ignore[arg-type]
    theirs.begin()

    ours = read_answer(incoming)

    assert (ours.status, ours.body) == (theirs.status, theirs.read()) == (status, body)
    assert {name: value for name, value in ours.headers.items() if name in {n.lower() for n in headers}} == {
        name.lower(): value for name, value in headers.items()
    }
    assert incoming.read() == rest
    assert not ours.last


@given(
    status=_STATUSES,
    headers=_HEADERS,
    body=st.binary(min_size=1, max_size=60),
    pieces=st.none() | st.lists(st.integers(1, 80), max_size=3),
    data=st.data(),
)
def test_an_answer_that_was_cut_is_none(
    status: int, headers: dict[str, str], body: bytes, pieces: list[int] | None, data: st.DataObject
) -> None:
    content = written(status, headers, body, pieces)
    cut = data.draw(st.integers(0, len(content) - 1))

    with pytest.raises(NotHttp):
        read_answer(io.BytesIO(content[:cut]))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    try:
        read_answer(io.BytesIO(content))
    except NotHttp:
        return
    assert content.startswith(b"HTTP/1.")


@pytest.mark.parametrize(
    "content",
    [
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 700 Odd\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1_0\r\n\r\n" + b"x" * 10,
        b"HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 101 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_answer(content: bytes) -> None:
    with pytest.raises(NotHttp):
        read_answer(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", b"x"),
        (b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\nx", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 204 None\r\n\r\n", b""),
    ],
)
def test_after_some_answers_nothing_more_comes(content: bytes, body: bytes) -> None:
    answer = read_answer(io.BytesIO(content))

    assert (answer.body, answer.last) == (body, True)
