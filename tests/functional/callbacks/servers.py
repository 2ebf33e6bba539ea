"""Servers on loopback that behave as they are told, and a network that leads every address to them."""

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.callbacks.posting.addresses import Address
from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.port import Answer
from shared.callbacks.posting.targets import Targets

Behave = Callable[[socket.socket], None]
Call = Callable[..., tuple[Answer, "Network"]]
"""What the fixture ``call`` is."""
HOST = "shop.example"
URL = f"https://{HOST}/hooks?a=b"
PATIENT = 20.0
"""Seconds; what is over by itself takes a few milliseconds of them."""
HASTY = 0.5
"""Seconds for what would never end."""
PUBLIC = "93.184.216.34"
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


def read_request(channel: socket.socket) -> bytes:
    """The whole request: head and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += channel.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    while len(body) < length:
        body += channel.recv(65_536)
    return head + b"\r\n\r\n" + body


def answering(raw: bytes) -> Behave:
    """Reads the request, then says this."""

    def behave(channel: socket.socket) -> None:
        read_request(channel)
        channel.sendall(raw)

    return behave


@dataclass
class Server:
    """``port`` on loopback; ``taken`` counts connections."""

    port: int
    taken: list[str] = field(default_factory=list)


@contextmanager
def serving(behave: Behave) -> Iterator[Server]:
    """A server for as long as the block; each connection is closed after it was served."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])

        def run() -> None:
            while True:
                try:
                    channel, _ = listener.accept()
                except OSError:
                    return
                server.taken.append("connection")
                with channel, suppress(OSError):
                    behave(channel)

        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)


@dataclass
class Network:
    """Names and what they lead to, one answer after the other, the last for ever; every address leads to the server."""

    server: Server
    names: dict[str, list[Sequence[str]]]
    looked_up: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def resolve(self, host: str) -> Sequence[str]:
        """In the place of the system's resolver."""
        self.looked_up.append(host)
        answers = self.names.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def dial(self, address: Address, to_port: int, seconds: float) -> socket.socket:
        """In the place of a connection to that address."""
        self.dialled.append((str(address), to_port))
        channel = socket.create_connection(("127.0.0.1", self.server.port), seconds)
        # What comes after has to see to its own time.
        channel.settimeout(None)
        return channel

    def poster(self, context: Callable[[], ssl.SSLContext], targets: Targets = Targets.PUBLIC) -> HttpPoster:
        """The real poster on this network."""
        return HttpPoster(targets, self.resolve, self.dial, context)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of its own, and where its files lie."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def trusting(self) -> ssl.SSLContext:
        """A client's context that trusts nobody else."""
        context = ssl.create_default_context()
        context.load_verify_locations(cadata=self.certificate.public_bytes(serialization.Encoding.PEM).decode())
        return context

    def serving(self, host: str, days: int = 1) -> ssl.SSLContext:
        """A server's context with a certificate for this host; one that ended for a number of days below zero."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(host, key.public_key(), self.key, self.certificate.subject, days, authority=False)
        path = self.folder / f"{host}.{days}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def new_authority(folder: Path) -> Authority:
    """A fresh one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    return Authority(folder, key, _certificate("tests", key.public_key(), key, name, 1, authority=True))


def over_tls(context: ssl.SSLContext, behave: Behave) -> Behave:
    """The same behaviour behind a handshake."""

    def secured(channel: socket.socket) -> None:
        with context.wrap_socket(channel, server_side=True) as wrapped:
            behave(wrapped)

    return secured


def _certificate(
    host: str,
    key: ec.EllipticCurvePublicKey,
    by: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    days: int,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(issuer if authority else subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if authority:
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(usage, critical=True)
    else:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return builder.sign(by, hashes.SHA256())
