"""What the use cases of linked methods work with."""

from dataclasses import dataclass
from typing import Protocol

from shared.clock import Clock
from shared.stripe_gateway.methods import MethodGateway
from shared.table.port import Table


class LinkingContext(Protocol):
    """The worlds outside, as whoever hears of methods has them, or whoever does nothing but link (`MethodContext`).

    ``deployment_id`` marks what is ours at the provider (rule M3).
    """

    @property
    def table(self) -> Table:
        """Where all is kept."""
        ...

    @property
    def methods(self) -> MethodGateway:
        """The provider."""
        ...

    @property
    def clock(self) -> Clock:
        """The present."""
        ...

    @property
    def deployment_id(self) -> str:
        """Our mark."""
        ...


@dataclass(frozen=True, slots=True)
class MethodContext:
    """See :class:`LinkingContext`; without what collects or charges."""

    table: Table
    methods: MethodGateway
    clock: Clock
    deployment_id: str
