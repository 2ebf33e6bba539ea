"""Payouts and their lines as table items."""

from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.payments.payouts.model import Line, Payout, Sum
from shared.stripe_gateway.payouts import Reconciliation
from shared.table.export_keys import PAYOUT_LIST, payout_key, payout_line_key
from shared.table.keys import NOT_DUE, due_attributes, list_sort, owned_list
from shared.table.port import ABSENT, Condition, Item, Put, Table, Update

DUE_KIND: Final = "payout"
_PLAIN: Final = ("amount", "currency", "arrival_date", "status", "automatic", "account", "merchant_id", "after")
_COUNTS: Final = ("pages", "looks")
_SOON: Final = timedelta(hours=1)


def from_item(item: Item) -> Payout:
    """The payout in an item."""
    values: dict[str, Any] = {name: item[name] for name in (*_PLAIN, *_COUNTS) if name in item}
    return Payout(
        id=item["pk"],
        reconciliation=Reconciliation(item["reconciliation"]),
        created_at=parse_rfc3339(item["created_at"]),
        sums={name: Sum(*row) for name, row in item.get("sums", {}).items()},
        recorded_at=parse_rfc3339(item["recorded_at"]) if "recorded_at" in item else None,
        place=item.get("due_sk"),
        **values,
    )


def read_item(table: Table, payout_id: str) -> Item | None:
    """One consistent read; an item without ``reconciliation`` says only that there is something to ask about."""
    return table.get(payout_key(payout_id))


def told_update(payout_id: str, account: str | None, at: datetime) -> Update:
    """Have the job ask about a payout that an event told of; what is known of it stays."""
    told = {"kind": "payout", "id": payout_id, **({"account": account} if account else {})}
    own = Condition("attribute_not_exists(#pk) OR #kind = :kind", {"kind": "payout"})
    return Update(payout_key(payout_id), told | due_attributes(DUE_KIND, payout_id, at), condition=own)


def let_go_update(before: Item) -> Update:
    """Nothing is to be asked about it before it is told of again, if nobody has told of it since it was read."""
    return Update(payout_key(before["pk"]), {}, remove=NOT_DUE, condition=_as_read(before))


def known_update(payout: Payout, before: Item | None, at: datetime) -> Update:
    """What the provider says of it now, if it is as it was read.

    It stays due until all of it is recorded: at once where its lines can be read, in an hour or a day where the
    provider does not know them yet.
    """
    listed = owned_list(payout.merchant_id, "payout") if payout.merchant_id else PAYOUT_LIST
    changes: Item = {name: value for name in _PLAIN if (value := getattr(payout, name)) is not None}
    changes |= {"kind": "payout", "id": payout.id, "reconciliation": str(payout.reconciliation), "looks": payout.looks}
    changes |= {"created_at": rfc3339(payout.created_at)}
    changes |= {"list_pk": listed, "list_sk": list_sort(payout.created_at, payout.id)}
    waits = payout.recorded_at is None and payout.reconciliation is not Reconciliation.NOT_APPLICABLE
    if waits:
        later = _SOON if payout.looks < 48 else timedelta(days=1)
        known = payout.reconciliation is Reconciliation.COMPLETED
        changes |= due_attributes(DUE_KIND, payout.id, at if known else at + later)
    return Update(payout_key(payout.id), changes, remove=() if waits else NOT_DUE, condition=_as_read(before))


def page_update(before: Payout, after: Payout) -> Update:
    """One more page of its lines is counted; with the last one it is recorded."""
    changes: Item = {"pages": after.pages, "sums": {name: list(astuple(each)) for name, each in after.sums.items()}}
    removed: tuple[str, ...] = ("after",)
    if after.after is not None:
        changes, removed = changes | {"after": after.after}, ()
    if after.recorded_at is not None:
        changes |= {"recorded_at": rfc3339(after.recorded_at)}
        removed = (*removed, *NOT_DUE)
    values = {"pages": before.pages}
    counted = "#pages = :pages" if before.pages else "attribute_not_exists(#pages)"
    condition = Condition(f"{counted} AND attribute_not_exists(#recorded_at)", values if before.pages else {})
    return Update(payout_key(before.id), changes, remove=removed, condition=condition)


def line_put(line: Line) -> Put:
    """A line, once."""
    pk, sk = payout_line_key(line.payout_id, line.moved.id)
    moved = line.moved
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": "payout_line",
        "movement": str(moved.movement),
        "amount": moved.amount,
        "fee": moved.fee,
        "net": moved.net,
        "at": rfc3339(moved.created_at),
        "source": moved.source_id,
        "intent": moved.intent_id,
        "payment_id": line.payment_id,
        **({"return_id": line.return_id} if line.return_id else {}),
        **({"surplus": True} if line.surplus else {}),
    }
    return Put(item, ABSENT)


def public_line(item: Item) -> dict[str, Any]:
    """A line as the API shows it; ``id`` is the provider's balance transaction."""
    return {
        "id": item["sk"].partition("#")[2],
        "movement": item["movement"],
        "amount": item["amount"],
        "fee": item["fee"],
        "net": item["net"],
        "payment": item["payment_id"],
        "return": item.get("return_id"),
        "surplus": item.get("surplus", False),
        "provider_source": item["source"],
        "provider_payment_intent": item["intent"],
        "created_at": item["at"],
    }


def _as_read(before: Item | None) -> Condition:
    if before is None:
        return ABSENT
    names = ("status", "reconciliation", "pages", "due_sk")
    tests = [f"#{name} = :{name}" if name in before else f"attribute_not_exists(#{name})" for name in names]
    return Condition(" AND ".join(tests), {name: before[name] for name in names if name in before})
