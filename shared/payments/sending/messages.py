"""The messages of the sendings queue: hand a sending over, or write the confirmation of a payment."""

import json
from dataclasses import dataclass

from shared.canonical import canonical_json
from shared.errors import MalformedRequest
from shared.table.port import Item


@dataclass(frozen=True, slots=True)
class HandOver:
    """One sending of a link."""

    link_id: str
    sending_id: str


@dataclass(frozen=True, slots=True)
class ConfirmPayment:
    """A link that was paid."""

    link_id: str


def wanted_message(old: Item | None, new: Item | None) -> str | None:
    """The message for a new sending, and for an order that a link has just paid; ``None`` for any other change."""
    if new is None:
        return None
    if new.get("kind") == "sending":
        is_new = old is None and new["status"] == "queued"
        return canonical_json({"link_id": str(new["link_id"]), "sending_id": str(new["id"])}) if is_new else None
    if new.get("kind") == "order" and "paid_link" in new and "paid_link" not in (old or {}):
        return canonical_json({"paid_link_id": str(new["paid_link"])})
    return None


def read_message(body: str) -> HandOver | ConfirmPayment:
    """What :func:`wanted_message` wrote. Raises :class:`MalformedRequest` for anything else."""
    try:
        content = json.loads(body)
        if "paid_link_id" in content:
            return ConfirmPayment(str(content["paid_link_id"]))
        return HandOver(str(content["link_id"]), str(content["sending_id"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not a message about a sending", code="invalid_message") from error
