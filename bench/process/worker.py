"""One fresh process of a function, from its start to its end."""

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import IO, Any

from bench.exchange.server import serving
from bench.process.cpu import cpu_milliseconds
from bench.process.runtime_api import FunctionFailed, RuntimeApi

_PATIENCE_SECONDS = 60
_PRINTED = 3000


@dataclass(frozen=True)
class Program:
    """What is started: an interpreter with the runtime client, the code's folders as Lambda has them, a handler."""

    python: Path
    task_root: Path
    search_path: tuple[Path, ...]
    handler: str
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Cost:
    """Milliseconds of wall clock and of CPU."""

    wall: float
    cpu: float


class Worker:
    """A running function. ``init`` is from the process's start to its first request for an event."""

    def __init__(self, process: "subprocess.Popen[bytes]", api: RuntimeApi, output: IO[bytes], started: float) -> None:
        self._process = process
        self._api = api
        self._output = output
        asked, self._cpu = self._wait_for_next()
        self.init = Cost(asked - started, self._cpu)

    def invoke(self, event: dict[str, Any]) -> tuple[Any, Cost]:
        """Hand one event to the function; its answer and what it cost until it asked for the next one.

        Raises :class:`FunctionFailed` with what it printed when it fails or ends.
        """
        handed_out = time.perf_counter() * 1e3
        self._api.hand_out(event)
        _, cpu = self._wait_for_next()
        answered, kind, content = self._api.answers.get()
        if kind != "response":
            raise FunctionFailed(f"{content.decode()}\n{self.printed()}")
        cost = Cost(answered - handed_out, cpu - self._cpu)
        self._cpu = cpu
        return json.loads(content or b"null"), cost

    def log_bytes(self) -> int:
        """How much the function has printed so far; each byte is one that CloudWatch would take in."""
        return os.fstat(self._output.fileno()).st_size

    def printed(self) -> str:
        """The end of what the function printed."""
        # Not by seek and read: the function writes at the same position in the file.
        return os.pread(self._output.fileno(), _PRINTED, max(0, self.log_bytes() - _PRINTED)).decode(errors="replace")

    def _wait_for_next(self) -> tuple[float, float]:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(Empty):
                asked = self._api.asked.get(timeout=1)
                if asked[1]:
                    return asked
            if self._process.poll() is not None:
                break
        raise FunctionFailed(f"the process ended or hangs:\n{self.printed()}")


@contextmanager
def started(program: Program) -> Iterator[Worker]:
    """A fresh process; it ends with the block."""
    with ExitStack() as stack:
        output = stack.enter_context(tempfile.TemporaryFile())
        api = RuntimeApi(lambda: (time.perf_counter() * 1e3, cpu_milliseconds(process.pid)))
        stack.callback(api.hand_out, None)
        address = stack.enter_context(serving(api))
        environment = environment_of(program, address.removeprefix("http://"))
        # Without -P: like Lambda, the folder that it starts in comes first on the search path.
        command = [str(program.python), "-m", "awslambdaric", program.handler]
        begun = time.perf_counter() * 1e3
        process = stack.enter_context(
            subprocess.Popen(command, cwd=program.task_root, env=environment, stdout=output, stderr=output)
        )
        stack.callback(process.kill)
        yield Worker(process, api, output, begun)


def environment_of(program: Program, api_address: str) -> dict[str, str]:
    """A function's clean environment: what Lambda sets and what the function asks for.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": ":".join(map(str, program.search_path)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LAMBDA_TASK_ROOT": str(program.task_root),
        "AWS_LAMBDA_RUNTIME_API": api_address,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_SESSION_TOKEN": "bench",
        "_HANDLER": program.handler,
        **program.environment,
    }
