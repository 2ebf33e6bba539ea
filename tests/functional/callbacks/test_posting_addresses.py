"""Where a POST goes: names, the addresses that they lead to, and those that are not called."""

import socket
import time

import pytest

from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.targets import TargetRefused, Targets
from tests.functional.callbacks.servers import (
    HOST,
    OK,
    PATIENT,
    PUBLIC,
    URL,
    Authority,
    Call,
    Network,
    Server,
    answering,
    over_tls,
    serving,
)

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


def test_the_local_stack_reaches_a_server_on_loopback_in_plain_http_and_nothing_else() -> None:
    poster = HttpPoster(Targets.LOOPBACK)
    with serving(answering(OK)) as server:
        url = f"http://127.0.0.1:{server.port}/hooks"
        poster.check(url, PATIENT)
        assert poster.post(url, {}, b"{}", seconds=PATIENT).delivered
        assert HttpPoster(Targets.PUBLIC).post(url, {}, b"{}", seconds=PATIENT).error == "address_not_allowed"
        assert len(server.taken) == 1
