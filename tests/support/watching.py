"""Looks on while the product's client sends its requests, whatever stands in the place of its connection."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass
class Watch:
    """Called around each request, the first with the name of the operation."""

    before: Callable[[str], None] = lambda _: None
    after: Callable[[], None] = lambda: None


watch: Final = Watch()
