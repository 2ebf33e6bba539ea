"""Audits, what they found, and how far each journal was audited, as table items."""

import json
from datetime import datetime
from typing import Any, Final

from shared.canonical import canonical_json
from shared.clock import parse_rfc3339, rfc3339
from shared.ids import derived_id
from shared.payments.audit.model import WORDS, Audit, Discrepancy
from shared.table.audit_keys import AUDIT_LIST, DISCREPANCY_PREFIX, audit_key, audited_key, discrepancy_key
from shared.table.keys import list_sort
from shared.table.port import ABSENT, Condition, Item, Put, Update

_TIMES: Final = ("since", "until", "started_at", "finished_at")
_JSON: Final = ("position", "checked")


def to_item(audit: Audit) -> Item:
    """The item of an audit."""
    values: Item = {
        name: getattr(audit, name) for name in Audit.__dataclass_fields__ if name not in _TIMES and name not in _JSON
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(audit, name)) is not None}
    values |= {name: canonical_json(getattr(audit, name)) for name in _JSON}
    pk, sk = audit_key(audit.id)
    return values | {
        "pk": pk,
        "sk": sk,
        "kind": "audit",
        "list_pk": AUDIT_LIST,
        "list_sk": list_sort(audit.started_at, audit.id),
    }


def from_item(item: Item) -> Audit:
    """The audit in an item."""
    values: dict[str, Any] = {name: item[name] for name in Audit.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    values |= {name: json.loads(item[name]) for name in _JSON}
    return Audit(**values)


def save_update(before: Audit, after: Audit) -> Update:
    """Move the cursor, if nobody else has moved it since."""
    item = to_item(after)
    names = ("state", "stage", "position", "checked", "discrepancies", "confirmed", "saves", "finished_at")
    condition = Condition("#state = :running AND #saves = :saves", {"running": "running", "saves": before.saves})
    return Update(audit_key(before.id), {name: item[name] for name in names if name in item}, condition=condition)


def discrepancy_put(audit: Audit, found: Discrepancy, at: datetime) -> Put:
    """One to a type and a subject in an audit, however often it is found."""
    discrepancy_id = derived_id("dis", audit.id, found.kind, found.subject)
    pk, sk = discrepancy_key(audit.id, discrepancy_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": "discrepancy",
        "id": discrepancy_id,
        "day": audit.day,
        "type": str(found.kind),
        "subject": found.subject,
        "details": dict(found.details),
        "fix": str(found.proposed),
        "found_at": rfc3339(at),
    }
    return Put(item | ({"merchant_id": found.merchant_id} if found.merchant_id else {}), ABSENT)


def acted_update(item: Item, outcome: str, at: datetime) -> Update:
    """Keep what came of the fix that the audit made itself."""
    unacted = Condition("attribute_not_exists(#acted_at)")
    key = discrepancy_key(item["pk"], item["id"])
    return Update(key, {"acted_at": rfc3339(at), "outcome": outcome}, condition=unacted)


def public_discrepancy(item: Item) -> dict[str, Any]:
    """A discrepancy as the API shows it; ``action`` is what the audit did about it, if it did anything."""
    acted = {"at": item["acted_at"], "outcome": item["outcome"]} if "acted_at" in item else None
    return {
        "id": item["id"],
        "type": item["type"],
        "subject": item["subject"],
        "merchant_id": item.get("merchant_id"),
        "details": item["details"],
        "fix": {"code": item["fix"], "text": WORDS.get(item["fix"], "")},
        "action": acted,
        "found_at": item["found_at"],
    }


def audited_put(merchant_id: str, currency: str, number: int, page_hash: str | None, balance: int | None) -> Put:
    """How far a wallet's journal was audited; never moved back."""
    pk, sk = audited_key(merchant_id, currency)
    item: Item = {"pk": pk, "sk": sk, "kind": "audited", "number": number, "hash": page_hash, "balance": balance}
    forward = Condition("attribute_not_exists(#pk) OR #number <= :number", {"number": number})
    return Put(item, forward)


def position_of(item: Item) -> str:
    """Where the next page of discrepancies goes on."""
    return str(item["sk"]).removeprefix(DISCREPANCY_PREFIX)
