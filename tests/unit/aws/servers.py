"""Real sockets on loopback that behave as badly as real ones do."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Amz-Crc32: 7\r\n\r\n{}"


class Server:
    """Takes one connection after the other; ``behave`` gets each socket, ``requests`` is what was read."""

    def __init__(self, *behaviours: "Behaviour") -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.requests: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, args=(behaviours,), daemon=True)
        self._thread.start()

    def read(self, peer: socket.socket) -> None:
        """One whole request."""
        text = b""
        while b"\r\n\r\n" not in text:
            text += peer.recv(65536)
        head, _, body = text.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += peer.recv(65536)
        self.requests.append(body)

    def stop(self) -> None:
        """All behaviours have been shown."""
        self._thread.join(5)
        self._listening.close()
        assert not self._thread.is_alive()

    def _serve(self, behaviours: tuple["Behaviour", ...]) -> None:
        for behave in behaviours:
            peer, _ = self._listening.accept()
            with peer:
                behave(self, peer)


Behaviour = Callable[[Server, socket.socket], None]


def answers(count: int) -> Behaviour:
    """That many answers, then it hangs up."""

    def behave(server: Server, peer: socket.socket) -> None:
        for _ in range(count):
            server.read(peer)
            peer.sendall(OK)

    return behave


def says(content: bytes) -> Behaviour:
    """This, whatever it was asked, then it hangs up."""

    def behave(server: Server, peer: socket.socket) -> None:
        server.read(peer)
        peer.sendall(content)

    return behave


def is_silent(server: Server, peer: socket.socket) -> None:
    """Reads, and says nothing until the other side goes."""
    server.read(peer)
    with suppress(ConnectionResetError):
        peer.recv(1)


def says_and_stays(content: bytes) -> Behaviour:
    """This, whatever it was asked, and it waits for the other side to go."""

    def behave(server: Server, peer: socket.socket) -> None:
        server.read(peer)
        peer.sendall(content)
        with suppress(ConnectionResetError):
            peer.recv(1)

    return behave
