"""Whether an address may be called, judged when it is registered; the names are the Internet's."""

from typing import Final

from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.lookup import Resolve, system_resolve
from shared.callbacks.posting.targets import TargetRefused, Targets
from shared.runtime.http_types import invalid_field

SECONDS: Final = 5.0
"""For the name."""

resolve: Resolve = system_resolve


def check_target(targets: str, url: str) -> None:
    """Raises ``InvalidRequest`` for a URL that may not be called; its code says why."""
    try:
        HttpPoster(Targets(targets), resolve).check(url, SECONDS)
    except TargetRefused as refused:
        raise invalid_field("url", refused.message, refused.code) from refused
