"""The AWS emulator: how it is started and what it needs to know."""

import os

from local.stack.paths import EMULATOR_PYTHON, StateDir
from local.stack.ports import HOST
from local.stack.processes import Command

REGION = "us-east-1"
ACCOUNT = "000000000000"
# With AUTH=true the emulator treats the key pair of its own environment as the account's root user.
ROOT_KEY = "ORDERPAYLOCALROOT"
ROOT_SECRET = "local-root-secret"  # noqa: S105 - opens nothing but a loopback emulator
# Enough to use both cores of a small machine, few enough that a burst does not start a process per request.
_CONCURRENCY = "16"


def emulator_url(port: int) -> str:
    """Return the address of the emulator."""
    return f"http://{HOST}:{port}"


def emulator_command(state: StateDir, port: int) -> Command:
    """Describe the emulator's process: a clean environment, so that no setting of the user's shell leaks in."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(state.scratch),
        "LANG": "C.UTF-8",
        "TMPDIR": str(state.scratch),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AUTH": "true",
        "LAMBDA_ACCOUNT_CONCURRENCY": _CONCURRENCY,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "INFO",
        "PYTHONUNBUFFERED": "1",
    }
    return Command(
        name="emulator",
        arguments=[str(EMULATOR_PYTHON), "-m", "ministack"],
        environment=environment,
        folder=state.scratch,
        log=state.log("emulator"),
    )
