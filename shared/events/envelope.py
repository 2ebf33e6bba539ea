"""Domain events: past tense, versioned, with an id that the same change always gives."""

from dataclasses import dataclass
from typing import Any, Final

from shared.ids import derived_id

SOURCE: Final = "orderpay"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """Something that happened; ``at`` is RFC 3339. Consumers may see it twice and tell so by ``id``."""

    type: str
    subject_id: str
    merchant_id: str
    at: str
    data: dict[str, Any]
    version: int = 1

    def __post_init__(self) -> None:
        """Raises ``TypeError`` for what is no text, here and not when the event is about to be sent."""
        if not all(isinstance(part, str) for part in (self.type, self.subject_id, self.merchant_id, self.at)):
            raise TypeError("an event is about a thing, of a merchant, at a time: each as text")

    @property
    def id(self) -> str:
        """Derived from what happened to what and when, so that a second telling has the same id."""
        return derived_id("evt", self.type, str(self.version), self.subject_id, self.at)

    def detail(self) -> dict[str, Any]:
        """The ``detail`` of the bus event."""
        return {
            "id": self.id,
            "type": self.type,
            "version": self.version,
            "at": self.at,
            "merchant_id": self.merchant_id,
            "data": self.data,
        }
