"""The process that plays Shopify and WooCommerce: no part of us, as the merchant's server of callbacks is none."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.demo.api import DemoError

_ROOT = Path(__file__).parents[2]


class Street:
    """The process with the shops in it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, **command: Any) -> dict[str, Any]:
        """One command and its answer."""
        if self._process.stdin is None or self._process.stdout is None:
            raise DemoError("the shops have no input")
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise DemoError("the process with the shops has died")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def shopping() -> Iterator[Street]:
    """Shops for as long as the block. Their only way to us is HTTP."""
    command = [sys.executable, "-m", "local.demo.storefront"]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Street(process)
        finally:
            process.kill()
