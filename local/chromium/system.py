"""A browser that the machine has, or that its package manager brings."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from local.chromium.browser import Browser, NoBrowser, proved

CHOICE: Final = "ORDERPAY_CHROMIUM"
"""The variable that names a browser to take; then no other is looked for."""

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "headless_shell")

_APT: Final = ("update", "--quiet"), ("install", "--quiet", "--yes", "--no-install-recommends", "chromium")


def chosen() -> Browser | None:
    """The browser that the environment names. Raises :class:`NoBrowser` when that one does not start."""
    named = os.environ.get(CHOICE)
    return proved(Browser(Path(named))) if named else None


def installed() -> Browser:
    """The first one on the path that starts. Raises :class:`NoBrowser`."""
    tried: list[str] = []
    for name in NAMES:
        if (found := shutil.which(name)) is None:
            continue
        try:
            return proved(Browser(Path(found)))
        except NoBrowser as why:
            # Ubuntu's is a script that asks for another package manager.
            tried.append(str(why))
    raise NoBrowser("; ".join(tried) or "no Chromium on the path")


def from_debian() -> Browser:
    """Debian's package, where one may install it. Raises :class:`NoBrowser`."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise NoBrowser("no apt-get" if apt is None else "only root may install packages")
    for step in _APT:
        done = subprocess.run(
            [apt, *step],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise NoBrowser(f"apt-get {step[0]} failed: {done.stderr.strip()[-300:]}")
    return installed()
