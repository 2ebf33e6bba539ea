"""Finds a Chromium, or gets one: `python -m local.chromium.find` prints which."""

import sys
from collections.abc import Callable, Sequence

from local.chromium import npm, system
from local.chromium.browser import Browser, NoBrowser

Way = Callable[[], Browser]


def ways() -> Sequence[Way]:
    """In this order: what costs nothing first."""
    return (system.installed, npm.unpacked, system.from_debian, npm.from_npm)


def find_browser() -> Browser:
    """The browser that the environment names, else the first that any way leads to. Raises :class:`NoBrowser`."""
    if (named := system.chosen()) is not None:
        return named
    reasons: list[str] = []
    for way in ways():
        try:
            return way()
        except NoBrowser as why:
            reasons.append(str(why))
    raise NoBrowser("no Chromium for the browser tests: " + "; ".join(reasons))


def main() -> int:
    """Say which one the tests would take."""
    try:
        print(find_browser().program)
    except NoBrowser as why:
        print(why, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
