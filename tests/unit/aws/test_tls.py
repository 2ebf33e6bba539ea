"""Whom a connection believes to be the service: only who shows a name that an authority of the system vouches for."""

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.aws import connection
from shared.aws.connection import Connection, NoAnswer
from tests.unit.aws.servers import OK, Behaviour, Server, answers, says_and_stays

DAY = timedelta(days=1)


def certificate(folder: Path, host: str = "127.0.0.1", valid_for: timedelta = DAY) -> Path:
    """A key and what vouches for it, by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    public, name = key.public_key(), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "service")])
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False
    ) | {"digital_signature": True, "key_cert_sign": True, "crl_sign": True, "decipher_only": False}
    made = (
        x509.CertificateBuilder(name, name, public, x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - 2 * DAY)
        .not_valid_after(datetime.now(UTC) + valid_for)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "service.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def over_tls(shown: Path, behave: Behaviour) -> Behaviour:
    """The same behind a handshake; who hangs up in the middle of it is left alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown)

    def handshake_first(server: Server, peer: socket) -> None:
        try:
            channel = context.wrap_socket(peer, server_side=True)
        except OSError:
            return
        with channel:
            behave(server, channel)

    return handshake_first


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Names what the system's authorities are, before they are read."""
    connection.trust.cache_clear()
    yield lambda path: monkeypatch.setenv("SSL_CERT_FILE", str(path))
    connection.trust.cache_clear()


def refusal(server: Server) -> BaseException | None:
    """Why nothing was sent to this server."""
    with pytest.raises(NoAnswer) as caught:
        Connection(server.url.replace("http://", "https://")).post({}, b"credentials and orders")
    assert server.requests == []
    return caught.value.__cause__


def test_a_service_that_is_vouched_for_is_spoken_to_on_one_connection(
    start: Callable[..., Server], trusting: Callable[[Path], None], tmp_path: Path
) -> None:
    shown = certificate(tmp_path)
    trusting(shown)
    server = start(over_tls(shown, answers(2)))
    kept = Connection(server.url.replace("http://", "https://"))

    assert [kept.post({}, body).body for body in (b"first", b"second")] == [b"{}", b"{}"]
    assert server.requests == [b"first", b"second"]
    kept.close()


def test_what_came_behind_an_answer_in_one_record_is_none_to_the_next_request(
    start: Callable[..., Server], trusting: Callable[[Path], None], tmp_path: Path
) -> None:
    shown = certificate(tmp_path)
    trusting(shown)
    padded = OK.replace(b"Content-Length: 2", b"X-Padding: " + b"x" * 8_170 + b"\r\nContent-Length: 2")
    server = start(over_tls(shown, says_and_stays(padded + OK.replace(b"{}", b"no"))), over_tls(shown, answers(1)))
    kept = Connection(server.url.replace("http://", "https://"))

    assert [kept.post({}, body).body for body in (b"first", b"second")] == [b"{}", b"{}"]
    kept.close()


def test_who_vouches_for_himself_alone_is_told_nothing(start: Callable[..., Server], tmp_path: Path) -> None:
    connection.trust.cache_clear()

    assert isinstance(refusal(start(over_tls(certificate(tmp_path), answers(1)))), ssl.SSLCertVerificationError)


@pytest.mark.parametrize("wrong", [{"host": "127.0.0.2"}, {"valid_for": -DAY}])
def test_another_name_or_one_of_yesterday_is_told_nothing(
    start: Callable[..., Server], trusting: Callable[[Path], None], tmp_path: Path, wrong: dict[str, object]
) -> None:
    shown = certificate(tmp_path, **wrong)  # type: ignore[arg-type]
    trusting(shown)

    assert isinstance(refusal(start(over_tls(shown, answers(1)))), ssl.SSLCertVerificationError)


def test_who_does_not_speak_it_is_told_nothing(start: Callable[..., Server]) -> None:
    def not_tls(_: Server, peer: socket) -> None:
        peer.recv(1024)

    assert isinstance(refusal(start(not_tls)), OSError)


def test_who_stands_still_in_the_handshake_is_left(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stands_still(_: Server, peer: socket) -> None:
        peer.recv(65536)
        peer.settimeout(3)
        peer.recv(1)

    monkeypatch.setattr(connection, "CONNECT_TIMEOUT", 0.2)

    assert isinstance(refusal(start(stands_still)), TimeoutError)
