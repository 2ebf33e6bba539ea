"""One POST over real sockets and real TLS, to servers that mean well and to others."""

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import pytest

from shared.aws.connection import trust
from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.port import Answer
from shared.callbacks.posting.reading import BODY_BYTES, HEAD_BYTES
from shared.callbacks.posting.targets import TargetRefused, Targets
from tests.functional.callbacks.servers import (
    OK,
    PUBLIC,
    Authority,
    Behave,
    Network,
    Server,
    answering,
    new_authority,
    over_tls,
    read_request,
    serving,
)

HOST = "shop.example"
URL = f"https://{HOST}/hooks?a=b"
PATIENT = 20.0
"""Seconds; what is over by itself takes a few milliseconds of them."""
HASTY = 0.5
"""Seconds for what would never end."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def call(authority: Authority) -> Callable[..., tuple[Answer, Network]]:
    """One POST to a server of this behaviour, behind TLS that is in order."""

    def made(
        behave: Behave,
        *,
        url: str = URL,
        addresses: Sequence[str] = (PUBLIC,),
        seconds: float = PATIENT,
        body: bytes = b"{}",
    ) -> tuple[Answer, Network]:
        with serving(over_tls(authority.serving(HOST), behave)) as server:
            network = Network(server, {HOST: [addresses]})
            poster = network.poster(authority.trusting)
            return poster.post(url, {"webhook-id": "evt_1"}, body, seconds=seconds), network

    return made


Call = Callable[..., tuple[Answer, Network]]


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


INNER = (
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "::1",
    "::ffff:169.254.169.254",
    "fd00:ec2::254",
    "64:ff9b::a9fe:a9fe",
)


@pytest.mark.parametrize("inner", INNER)
def test_a_name_that_leads_inside_is_not_called_and_neither_is_one_that_does_so_among_others(
    call: Call, inner: str
) -> None:
    for addresses in ((inner,), (PUBLIC, inner), (inner, PUBLIC)):
        answer, network = call(answering(OK), addresses=addresses)
        assert (answer.status, answer.error) == (None, "address_not_allowed")
        assert network.dialled == []
        assert network.server.taken == []


def test_an_address_with_a_scope_or_what_is_none_at_all_is_not_called(call: Call) -> None:
    for odd in ("fe80::1%eth0", "not an address", "2606:4700::1%1"):
        answer, network = call(answering(OK), addresses=(odd,))
        assert answer.error == "address_not_allowed"
        assert network.dialled == []


def test_a_name_that_changes_its_mind_is_judged_at_each_call_and_looked_up_once_in_each(authority: Authority) -> None:
    with serving(over_tls(authority.serving(HOST), answering(OK))) as server:
        network = Network(server, {HOST: [(PUBLIC,), ("1.1.1.1",), ("127.0.0.1",)]})
        poster = network.poster(authority.trusting)
        poster.check(URL, PATIENT)
        first = poster.post(URL, {}, b"{}", seconds=PATIENT)
        second = poster.post(URL, {}, b"{}", seconds=PATIENT)
    assert first.delivered
    assert second.error == "address_not_allowed"
    assert network.looked_up == [HOST] * 3
    # Never the system's resolver again: the connection went to the address that was judged.
    assert network.dialled == [("1.1.1.1", 443)]


def test_a_name_with_a_thousand_addresses_is_not_called(call: Call) -> None:
    answer, network = call(answering(OK), addresses=[f"93.184.{high}.{low}" for high in range(4) for low in range(250)])
    assert answer.error == "address_not_allowed"
    assert network.dialled == []


def test_the_next_address_is_tried_when_one_does_not_answer(authority: Authority) -> None:
    with serving(over_tls(authority.serving(HOST), answering(OK))) as server:
        network = Network(server, {HOST: [("2606:4700:4700::1111", PUBLIC)]})

        def dial(address: object, to_port: int, seconds: float) -> socket.socket:
            if str(address) != PUBLIC:
                time.sleep(seconds)
                raise TimeoutError
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        poster = HttpPoster(Targets.PUBLIC, network.resolve, dial, authority.trusting)
        assert poster.post(URL, {}, b"{}", seconds=2).delivered


def test_addresses_of_a_family_without_a_way_out_do_not_use_up_the_tries(authority: Authority) -> None:
    many = [f"2606:4700:4700::{number}" for number in range(1, 9)]
    with serving(over_tls(authority.serving(HOST), answering(OK))) as server:
        network = Network(server, {HOST: [(*many, PUBLIC, "1.1.1.1", "8.8.8.8")]})
        dialled: list[str] = []

        def dial(address: object, to_port: int, seconds: float) -> socket.socket:
            dialled.append(str(address))
            if len(dialled) < 4:
                raise OSError(101, "unreachable")
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        poster = HttpPoster(Targets.PUBLIC, network.resolve, dial, authority.trusting)
        assert poster.post(URL, {}, b"{}", seconds=PATIENT).delivered
    assert dialled == [*many[:2], PUBLIC, "1.1.1.1"]


def test_the_name_that_is_checked_is_the_one_that_is_called(authority: Authority) -> None:
    with serving(over_tls(authority.serving("other.example"), answering(OK))) as server:
        poster = Network(server, {"other.example": [(PUBLIC,)]}).poster(authority.trusting)
        assert poster.post("https://other.example/", {}, b"{}", seconds=PATIENT).delivered


@pytest.mark.parametrize("host", ["other.example", "sub.shop.example"])
def test_a_certificate_for_another_name_is_not_believed(authority: Authority, host: str) -> None:
    _refused_by_tls(authority.serving(host), authority.trusting)


def test_neither_is_one_that_ended_nor_one_of_a_stranger(authority: Authority, tmp_path: Path) -> None:
    _refused_by_tls(authority.serving(HOST, days=-1), authority.trusting)
    _refused_by_tls(new_authority(tmp_path).serving(HOST), authority.trusting)


def _refused_by_tls(server_context: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]) -> None:
    seen: list[bytes] = []
    with serving(over_tls(server_context, lambda channel: seen.append(channel.recv(10)))) as server:
        network = Network(server, {HOST: [(PUBLIC,)]})
        answer = network.poster(trusting).post(URL, {}, b"{}", seconds=PATIENT)
    assert (answer.status, answer.error) == (None, "tls_failed")
    assert seen == []


def test_the_systems_own_trust_asks_for_certificate_and_name(authority: Authority) -> None:
    with serving(over_tls(authority.serving(HOST), answering(OK))) as server:
        network = Network(server, {HOST: [(PUBLIC,)]})
        poster = HttpPoster(Targets.PUBLIC, network.resolve, network.dial)
        assert poster.post(URL, {}, b"{}", seconds=PATIENT).error == "tls_failed"


def test_a_server_without_tls_is_not_spoken_to(authority: Authority) -> None:
    with serving(lambda channel: channel.sendall(OK)) as server:
        network = Network(server, {HOST: [(PUBLIC,)]})
        assert network.poster(authority.trusting).post(URL, {}, b"{}", seconds=PATIENT).error == "tls_failed"


def test_the_systems_trust_checks_all_there_is_to_check() -> None:
    context = trust()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


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


def test_nobody_listening_and_no_such_name_are_told_apart(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        server = Server(gone.getsockname()[1])
    poster = Network(server, {HOST: [(PUBLIC,)]}).poster(authority.trusting)
    assert poster.post(URL, {}, b"{}", seconds=PATIENT).error == "connection_failed"
    assert poster.post("https://unknown.example/", {}, b"{}", seconds=PATIENT).error == "dns_failed"
    with pytest.raises(TargetRefused) as refused:
        poster.check("https://unknown.example/", PATIENT)
    assert refused.value.code == "dns_failed"


@pytest.mark.parametrize("url", ["http://shop.example/", "https://127.0.0.1/", "https://shop.example:22/", "nonsense"])
def test_what_may_not_be_called_is_not_even_looked_up(call: Call, url: str) -> None:
    answer, network = call(answering(OK), url=url)
    assert answer.error == "address_not_allowed"
    assert network.looked_up == []
    assert network.dialled == []


def test_no_proxy_is_taken_from_the_environment(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert call(answering(OK))[0].delivered


def test_the_local_stack_reaches_a_server_on_loopback_in_plain_http_and_nothing_else() -> None:
    poster = HttpPoster(Targets.LOOPBACK)
    with serving(answering(OK)) as server:
        url = f"http://127.0.0.1:{server.port}/hooks"
        poster.check(url, PATIENT)
        assert poster.post(url, {}, b"{}", seconds=PATIENT).delivered
        assert HttpPoster(Targets.PUBLIC).post(url, {}, b"{}", seconds=PATIENT).error == "address_not_allowed"
        assert len(server.taken) == 1


def test_a_header_of_two_lines_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="one line"):
        HttpPoster(Targets.LOOPBACK).post("http://127.0.0.1:8080/", {"x": "y\r\nz: w"}, b"", seconds=1)
