"""The simulator as a process of its own, as the local stack starts it."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
import stripe

COMMAND = [sys.executable, "-m", "local.stripe_simulator"]


@pytest.fixture
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running process and where it listens."""
    arguments = [*COMMAND, "--port", "0", "--key", "sk_test_process"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as started:  # noqa: S603
        assert started.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", started.stdout.readline())
        assert found is not None
        yield started, found.group()
        started.terminate()


def test_it_serves_until_it_is_told_to_stop(process: tuple[subprocess.Popen[str], str]) -> None:
    started, url = process
    assert httpx.get(f"{url}/_sim/health").json()["status"] == "ok"
    client = stripe.StripeClient("sk_test_process", base_addresses={"api": url})
    assert client.v1.customers.create().id.startswith("cus_")
    started.terminate()
    assert started.wait(10) == 0


def test_a_taken_port_is_told_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    assert done.returncode == 1
    assert f"cannot listen on port {port}" in done.stderr


def test_live_keys_are_refused() -> None:
    done = subprocess.run([*COMMAND, "--key", "sk_live_x"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    assert done.returncode == 2
