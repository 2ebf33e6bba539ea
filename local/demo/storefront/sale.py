"""An order in a shop's own books."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Sale:
    """Prices in cents; ``state`` is ``due``, ``paid`` or ``cancelled``."""

    id: int
    quantity: int = 2
    price: int = 1_250
    shipping: int = 490
    state: str = "due"
    test: bool = False
    version: int = 0
    opened: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=1))

    @property
    def amount(self) -> int:
        """What the buyer owes, or owed."""
        return self.quantity * self.price + self.shipping

    @property
    def changed(self) -> datetime:
        """When the shop last touched it: by its own clock, a minute for each time."""
        return self.opened + timedelta(minutes=self.version)

    def then(self, **changes: Any) -> "Sale":
        """The same after something happened to it."""
        return replace(self, version=self.version + 1, **changes)


def money(cents: int) -> str:
    """As both systems write it."""
    return f"{cents // 100}.{cents % 100:02d}"
