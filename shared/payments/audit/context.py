"""What the steps of an audit work with, and what each gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.errors import ProviderRejected
from shared.payments.audit.model import Audit, Discrepancy
from shared.payments.context import ChargingContext
from shared.stripe_gateway.books import BooksGateway
from shared.stripe_gateway.port import Intent
from shared.table.port import Put, Table

Position = Mapping[str, Any]
"""Where a stage goes on; JSON, because it is stored."""


@dataclass(frozen=True, slots=True)
class AuditContext:
    """The worlds outside: those of payments, and the provider's lists."""

    payments: ChargingContext
    books: BooksGateway

    @property
    def table(self) -> Table:
        """The table."""
        return self.payments.table


@dataclass(frozen=True, slots=True)
class View:
    """One step's view of its audit."""

    context: AuditContext
    audit: Audit
    now: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What one step found and looked at, and where the next goes on; ``None`` ends the stage.

    ``marks`` are written together with the cursor. ``confirmed`` counts findings that are in the table.
    """

    position: Position | None = None
    found: Sequence[Discrepancy] = ()
    checked: Mapping[str, int] = field(default_factory=dict)
    marks: Sequence[Put] = ()
    confirmed: int = 0


Stage = Callable[[View, Position | None], Step]


def find_intent(context: AuditContext, intent_id: str, account: str | None) -> Intent | None:
    """The provider's intent on this account, ``None`` when it has none of this id. Raises its other errors."""
    try:
        return context.payments.gateway.retrieve_intent(intent_id, account)
    except ProviderRejected as error:
        if error.provider_code == "resource_missing":
            return None
        raise
