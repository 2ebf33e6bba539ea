"""Whom a POST believes: certificates, their names, their times and who signed them."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.aws.connection import trust
from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.targets import Targets
from tests.functional.callbacks.servers import (
    HOST,
    OK,
    PATIENT,
    PUBLIC,
    URL,
    Authority,
    Network,
    answering,
    new_authority,
    over_tls,
    serving,
)


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
