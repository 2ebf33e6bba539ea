"""Months of commissions: which have anything in them, and when each is billed."""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from shared.table.invoice_keys import billing_key
from shared.table.keys import NOT_DUE, due_attributes
from shared.table.port import ABSENT, Condition, Item, Put, Update

DUE_KIND: Final = "commission"
_BILLED_FROM: Final = 2
"""O'clock, UTC, on the first of the next month: whoever wrote into the month before has long ended."""


class Month(NamedTuple):
    """What one invoice is about: a merchant's commissions in one currency and month (``YYYY-MM``)."""

    merchant_id: str
    currency: str
    month: str

    @property
    def billed_from(self) -> datetime:
        """When it is complete."""
        year, month = map(int, self.month.split("-"))
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        return datetime(*following, 1, _BILLED_FROM, tzinfo=UTC)

    @property
    def id(self) -> str:
        """Its name in the index."""
        return ".".join(self)


def month_of(moment: datetime) -> str:
    """The month of a point in time, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def month_from(place: str) -> Month:
    """The month at a place of the index: ``time#id``."""
    return Month(*place.partition("#")[2].split("."))


def opened_put(month: Month) -> Put:
    """It is to be billed; before anything is written into it, so that nothing in it is overlooked."""
    pk, sk = billing_key(*month)
    due = due_attributes(DUE_KIND, month.id, month.billed_from)
    return Put({"pk": pk, "sk": sk, "kind": "billing", "merchant_id": month.merchant_id, **due}, ABSENT)


def invoiced_update(month: Month, invoice_id: str | None) -> Update:
    """Its invoice (``None``: nothing could be billed) and what is carried on are written, once."""
    changes: Item = {"invoice_id": invoice_id}
    once = Condition("attribute_exists(#pk) AND attribute_not_exists(#invoice_id)")
    return Update(billing_key(*month), changes, condition=once)


def done_update(month: Month) -> Update:
    """Nothing is left to do about it."""
    return Update(billing_key(*month), {}, remove=NOT_DUE, condition=Condition("attribute_exists(#invoice_id)"))
