"""Exports as table items."""

from dataclasses import astuple
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.errors import NotFound
from shared.exports.model import REMEMBERED, Export, Part, State
from shared.exports.span import Kind, Span
from shared.ids import is_id
from shared.table.export_keys import export_key
from shared.table.keys import list_sort, owned_list
from shared.table.port import Condition, Item, Table, Update

LIST: Final = "export"
_PLAIN: Final = ("slice", "generation", "position", "upload_id", "tail", "rows", "size", "redrives", "failure")


def to_item(export: Export, request_digest: str) -> Item:
    """The item of a new export."""
    pk, sk = export_key(export.id)
    span = export.span
    return {
        "pk": pk,
        "sk": sk,
        "kind": "export",
        "id": export.id,
        "merchant_id": span.merchant_id,
        "rows_kind": str(span.kind),
        "since": span.since,
        "until": span.until,
        **({"currency": span.currency} if span.currency else {}),
        "created_at": rfc3339(export.created_at),
        "request_digest": request_digest,
        "list_pk": owned_list(span.merchant_id, LIST),
        "list_sk": list_sort(export.created_at, export.id),
        **_going(export),
    }


def from_item(item: Item) -> Export:
    """The export in an item."""
    since, until = parse_rfc3339(item["since"]), parse_rfc3339(item["until"])
    span = Span(item["merchant_id"], Kind(item["rows_kind"]), since, until, item.get("currency"))
    return Export(
        id=item["id"],
        span=span,
        created_at=parse_rfc3339(item["created_at"]),
        state=State(item["state"]),
        parts=tuple(Part(*row) for row in item.get("parts", ())),
        finished_at=parse_rfc3339(item["finished_at"]) if "finished_at" in item else None,
        **{name: item[name] for name in _PLAIN if name in item},
    )


def read_export(table: Table, export_id: str) -> Export | None:
    """One consistent read."""
    item = table.get(export_key(export_id)) if is_id("exp", export_id) else None
    return from_item(item) if item else None


def find_export(table: Table, export_id: str, merchant_id: str) -> Export:
    """Read one export. Raises :class:`NotFound`, also when it belongs to another merchant (rule M10)."""
    export = read_export(table, export_id)
    if export is None or export.span.merchant_id != merchant_id:
        raise NotFound("no such export")
    return export


def next_update(before: Export, after: Export) -> Update:
    """Commit what a slice did, if no other run of that slice has: the stream's reader then sends for the next."""
    changes = _going(after)
    if after.finished_at is not None:
        forgotten = (after.expires_at or after.finished_at) + REMEMBERED
        changes |= {"finished_at": rfc3339(after.finished_at), "ttl": int(forgotten.timestamp())}
    removed = [name for name in _going(before) if name not in changes]
    condition = Condition("#slice = :slice", {"slice": before.slice})
    return Update(export_key(before.id), changes, remove=removed, condition=condition)


def _going(export: Export) -> Item:
    """What slices change."""
    values: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(export, name)) is not None}
    parts = {"parts": [list(astuple(part)) for part in export.parts]} if export.parts else {}
    return {"state": str(export.state), **values, **parts}
