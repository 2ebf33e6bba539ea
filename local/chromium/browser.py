"""What a browser is to those who look for one."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_SECONDS_TO_SAY_ITS_VERSION: Final = 60


class NoBrowser(Exception):
    """One way led to no browser; the text says why."""


@dataclass(frozen=True)
class Browser:
    """A Chromium that starts; ``environment`` is what it wants beside the process's own."""

    program: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def arguments(self) -> Sequence[str]:
        """The sandbox takes no root; and what is tested is on this machine, behind no proxy."""
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        return [*sandbox, "--no-proxy-server", "--disable-dev-shm-usage"]

    def variables(self) -> dict[str, str]:
        """The whole environment to start it in."""
        return {**os.environ, **self.environment}


def proved(browser: Browser) -> Browser:
    """The same browser, once it has said its version. Raises :class:`NoBrowser`: a file may be there and not start."""
    try:
        told = subprocess.run(
            [browser.program, "--version"],
            env=browser.variables(),
            capture_output=True,
            text=True,
            timeout=_SECONDS_TO_SAY_ITS_VERSION,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoBrowser(f"{browser.program} does not start: {error}") from error
    if told.returncode != 0:
        raise NoBrowser(f"{browser.program} does not start: {told.stderr.strip()[-300:]}")
    return browser
