"""Counting how often a link's page was opened, for the merchant to see."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.links.model import PaymentLink
from shared.links.store import from_item
from shared.table.keys import link_key
from shared.table.port import PRESENT, Condition, ConditionFailed, Table, Update

_ATTEMPTS: Final = 5


def is_looked_at(headers: Mapping[str, str]) -> bool:
    """Whether a person may see what is asked for: a browser that fetches ahead says so.

    ``headers`` have lower-case names. https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header
    """
    ahead = (headers.get(name, "").lower() for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
    return not any(word in value for value in ahead for word in ("prefetch", "prerender", "preview"))


def count_opening(table: Table, link: PaymentLink, now: datetime) -> bool:
    """Count one more; whether it was counted: not when too many others were, or when the link is gone meanwhile."""
    for _ in range(_ATTEMPTS):
        try:
            table.update(_opened_update(link, now))
        except ConditionFailed as lost:
            if lost.existing is None:
                return False
            link = from_item(lost.existing)
        else:
            return True
    return False


def _opened_update(link: PaymentLink, now: datetime) -> Update:
    """Holds on the count that was read; never brings back a link that is gone."""
    changes: dict[str, Any] = {"opens": link.opens + 1, "last_opened_at": rfc3339(max(now, link.last_opened_at or now))}
    if link.first_opened_at is None:
        changes["first_opened_at"] = rfc3339(now)
    as_read = f"(attribute_not_exists(#opens) OR #opens = :opens) AND {PRESENT.expression}" if not link.opens else None
    return Update(link_key(link.id), changes, condition=Condition(as_read or "#opens = :opens", {"opens": link.opens}))
