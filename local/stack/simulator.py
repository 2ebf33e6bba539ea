"""The Stripe simulator's process."""

import os
import sys
from dataclasses import dataclass

from local.stack.paths import REPO, StateDir
from local.stack.ports import HOST
from local.stack.processes import Command


@dataclass(frozen=True)
class StripeKeys:
    """What the deployment and the simulator must share."""

    api_key: str
    webhook_secret: str
    connect_secret: str


def stripe_url(port: int) -> str:
    """Return the address of the simulator."""
    return f"http://{HOST}:{port}"


def simulator_command(state: StateDir, port: int, keys: StripeKeys, webhook_url: str) -> Command:
    """Describe the simulator's process."""
    return Command(
        name="stripe-simulator",
        arguments=[
            *(sys.executable, "-m", "local.stripe_simulator"),
            *("--port", str(port)),
            *("--key", keys.api_key),
            *("--webhook-url", webhook_url),
            *("--webhook-secret", keys.webhook_secret),
            *("--connect-webhook-url", webhook_url),
            *("--connect-webhook-secret", keys.connect_secret),
        ],
        environment={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(state.scratch),
            "LANG": "C.UTF-8",
            "TMPDIR": str(state.scratch),
            "PYTHONUNBUFFERED": "1",
        },
        folder=REPO,
        log=state.log("stripe-simulator"),
    )
