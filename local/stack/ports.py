"""Ports: asked for, as last time, or any free one."""

import json
import os
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from local.stack.errors import StackError

HOST = "127.0.0.1"
ANY_PORT = 0


@dataclass(frozen=True)
class Ports:
    """Where the two servers of a stack listen."""

    emulator: int
    stripe: int


def is_free(port: int) -> bool:
    """Whether a server can bind this port on loopback now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _any_free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, ANY_PORT))
        port: int = probe.getsockname()[1]
        return port


def _asked_for(variable: str) -> int | None:
    text = os.environ.get(variable, "")
    if not text:
        return None
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StackError(f"{variable}={text} is not a port number (1 to 65535)")
    port = int(text)
    if not is_free(port):
        raise StackError(
            f"port {port} ({variable}) is taken by another program: stop it, name another port, "
            f"or leave {variable} out and a free one is chosen"
        )
    return port


def _remembered(record: Path) -> dict[str, int]:
    try:
        stored: dict[str, int] = json.loads(record.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return {name: port for name, port in stored.items() if isinstance(port, int)}


def _choose(variable: str, last: int | None) -> int:
    asked = _asked_for(variable)
    if asked is not None:
        return asked
    return last if last and is_free(last) else _any_free_port()


def choose_ports(record: Path) -> Ports:
    """Choose both ports and remember them: the same ports keep the synthesized app unchanged."""
    last = _remembered(record)
    emulator = _choose("ORDERPAY_PORT", last.get("emulator"))
    stripe = _choose("ORDERPAY_STRIPE_PORT", last.get("stripe"))
    while stripe == emulator:
        if os.environ.get("ORDERPAY_STRIPE_PORT"):
            raise StackError("ORDERPAY_PORT and ORDERPAY_STRIPE_PORT must differ")
        stripe = _any_free_port()
    ports = Ports(emulator=emulator, stripe=stripe)
    record.write_text(json.dumps(asdict(ports)))
    return ports
