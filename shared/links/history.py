"""What happened to a link, in order of time: what a merchant shows who asks for the bill, or disputes it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.links.model import LinkStatus, PaymentLink
from shared.table.port import Item

Entry = dict[str, Any]

_ORDER: Final = ("created", "sent", "opened", "failed", "paid", "voided", "expired")
"""Of entries of one instant."""

_SENT: Final = ("id", "purpose", "channel", "to", "status", "reason", "delivery", "delivery_reason")


def history_of(link: PaymentLink, kept: Iterable[Item], now: datetime) -> list[Entry]:
    """Entries ``{type, at, ...}``, oldest first; ``kept`` is what is kept under the link beside itself.

    ``opened`` is one entry for all of them, at the first; ``failed`` is the last attempt to pay that failed, and why;
    ``voided`` says by whom and why.
    """
    entries = [*_own_entries(link, now), *(_sent(item) for item in kept if item.get("kind") == "sending")]
    return sorted(entries, key=lambda entry: (entry["at"], _ORDER.index(entry["type"])))


def _own_entries(link: PaymentLink, now: datetime) -> Iterator[Entry]:
    yield {"type": "created", "at": rfc3339(link.created_at)}
    if link.first_opened_at:
        yield {"type": "opened", "at": rfc3339(link.first_opened_at), **link.opened()}
    if link.failed_at:
        yield {"type": "failed", "at": rfc3339(link.failed_at), "reason": link.last_failure}
    if link.paid_at:
        yield {"type": "paid", "at": rfc3339(link.paid_at)}
    status = link.status_at(now)
    if status is LinkStatus.VOID and link.closed_at:
        yield {"type": "voided", "at": rfc3339(link.closed_at), "by": link.closed_by, "reason": link.close_reason}
    if status is LinkStatus.EXPIRED:
        # Nobody could pay it from then on, whenever a schedule came to write it.
        yield {"type": "expired", "at": rfc3339(link.expires_at)}


def _sent(sending: Item) -> Entry:
    told: Entry = {name: sending[name] for name in _SENT if name in sending}
    return {"type": "sent", "at": sending["created_at"], **told}
