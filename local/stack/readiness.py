"""Wait until a server answers, and say what its log says when it dies instead."""

import time
import urllib.error
import urllib.request
from pathlib import Path

from local.stack.errors import StackError
from local.stack.processes import Process, is_alive

_LOG_LINES = 15


def answers(url: str, seconds: float = 2.0) -> bool:
    """Whether a GET of this loopback address is answered with success."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=seconds) as answer:
            return 200 <= int(answer.status) < 300
    except (urllib.error.URLError, OSError):
        return False


def log_tail(log: Path, lines: int = _LOG_LINES) -> str:
    """Return the last lines of a log."""
    try:
        text = log.read_text(errors="replace")
    except FileNotFoundError:
        return "(no log)"
    return "\n".join(text.splitlines()[-lines:]) or "(empty log)"


def wait_until_ready(process: Process, url: str, log: Path, seconds: float = 30.0) -> None:
    """Return when the server is ready; complain with its log when it ended or stays silent."""
    deadline = time.monotonic() + seconds
    while not answers(url):
        if not is_alive(process):
            raise StackError(f"the {process.name} ended while starting; the end of {log}:\n{log_tail(log)}")
        if time.monotonic() > deadline:
            raise StackError(f"the {process.name} did not answer at {url} within {seconds:.0f} s; see {log}")
        time.sleep(0.05)
