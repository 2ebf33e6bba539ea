"""What linked methods do for a wallet, as one table item under one version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.table.keys import due_attributes, wallet_id, wallet_key
from shared.table.port import ABSENT, Condition, Item, Put, Table, Update
from shared.table.refill_keys import refill_key
from shared.wallets.model import Consent, Wallet
from shared.wallets.refills.model import (
    NO_FAILURES,
    AutomaticTopUp,
    Cause,
    Every,
    Failures,
    Refill,
    Running,
    TopUpSchedule,
)
from shared.wallets.store import consent_record
from shared.wallets.store import from_item as wallet_from_item

DUE_KIND: Final = "refill"
_RUNNING: Final = ("top_up", "collecting")
_FAILURES: Final = ("top_up_failures", "collect_failures")
_TIMES: Final = ("schedule_at", "look_at")


def read_refill(table: Table, merchant_id: str, currency: str) -> Refill:
    """One consistent read; at version 0 when the merchant never wanted anything of the kind."""
    item = table.get(refill_key(merchant_id, currency))
    return from_item(item) if item else Refill(merchant_id=merchant_id, currency=currency)


def read_both(table: Table, merchant_id: str, currency: str) -> tuple[Wallet, Refill]:
    """The wallet with it, in one consistent call; not one moment of both."""
    items = table.batch_get([wallet_key(merchant_id, currency), refill_key(merchant_id, currency)])
    by_kind = {item["kind"]: item for item in items}
    wallet, refill = by_kind.get("wallet"), by_kind.get("refill")
    return (
        wallet_from_item(wallet) if wallet else Wallet(merchant_id=merchant_id, currency=currency),
        from_item(refill) if refill else Refill(merchant_id=merchant_id, currency=currency),
    )


def read_refills(table: Table, wallets: Sequence[Wallet]) -> list[Refill]:
    """Of several wallets of one merchant, in their order, each currency once."""
    items = table.batch_get([refill_key(each.merchant_id, each.currency) for each in wallets]) if wallets else []
    found = {item["currency"]: from_item(item) for item in items}
    empty = (Refill(merchant_id=each.merchant_id, currency=each.currency) for each in wallets)
    return [found.get(each.currency, each) for each in empty]


def from_item(item: Item) -> Refill:
    """What an item says."""
    return Refill(
        merchant_id=item["merchant_id"],
        currency=item["currency"],
        version=item["version"],
        automatic=_automatic(item.get("automatic")),
        schedule=_schedule(item.get("schedule")),
        schedule_at=_time(item.get("schedule_at")),
        collects=_consent(item.get("collects")),
        top_up=_running(item.get("top_up")),
        collecting=_running(item.get("collecting")),
        top_up_failures=_failures(item.get("top_up_failures")),
        collect_failures=_failures(item.get("collect_failures")),
        look_at=_time(item.get("look_at")),
        due=_time(item["due_sk"].split("#")[0] if "due_sk" in item else None),
    )


def changed_put(before: Refill, after: Refill, now: datetime, *, asked: bool = False) -> Put:
    """From what was read to what is wanted, if nobody has changed anything since.

    ``asked``: have it looked at at once; the outbox sees it, and the schedule would come to it too.
    """
    pk, sk = refill_key(after.merchant_id, after.currency)
    owner = {"merchant_id": after.merchant_id, "currency": after.currency}
    item: Item = {"pk": pk, "sk": sk, "kind": "refill", **owner, "version": before.version + 1}
    item |= _settings(after)
    for name in _RUNNING:
        if (running := getattr(after, name)) is not None:
            item[name] = [running.payment_id, str(running.cause)]
    for name in _FAILURES:
        if (failures := getattr(after, name)).count:
            item[name] = _failures_row(failures)
    item |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(after, name)) is not None}
    item |= {"asked_at": rfc3339(now)} if asked else {}
    due = now if asked else after.next_due(now)
    if due is not None:
        item |= due_attributes(DUE_KIND, after.wallet, due)
    as_read = Condition("#version = :version", {"version": before.version}) if before.version else ABSENT
    return Put(item, as_read)


def written(before: Refill, after: Refill) -> Refill:
    """What stands once :func:`changed_put` is made."""
    return replace(after, version=before.version + 1)


def woken(place: str, at: datetime, again: datetime) -> Update:
    """Have it looked at, as it stands at this place of the due index; and at ``again``, should nobody come to it."""
    wallet = place.split("#", 1)[1]
    merchant_id, currency = wallet.split(".")
    still = Condition("#due_sk = :place", {"place": place})
    changes = {"asked_at": rfc3339(at), **due_attributes(DUE_KIND, wallet_id(merchant_id, currency), again)}
    return Update(refill_key(merchant_id, currency), changes, condition=still)


def _settings(refill: Refill) -> Item:
    values: Item = {}
    if refill.automatic is not None:
        values["automatic"] = refill.automatic.terms() | consent_record(refill.automatic.consent)
    if refill.schedule is not None:
        values["schedule"] = refill.schedule.public() | {"every": str(refill.schedule.every)}
    if refill.collects is not None:
        values["collects"] = consent_record(refill.collects)
    return values


def _consent(row: dict[str, Any] | None) -> Consent | None:
    return Consent(row["terms"], row["accepted_by"], parse_rfc3339(row["accepted_at"])) if row else None


def _automatic(row: dict[str, Any] | None) -> AutomaticTopUp | None:
    consent = _consent(row)
    return AutomaticTopUp(row["threshold"], row["amount"], row["method"], consent) if row and consent else None


def _schedule(row: dict[str, Any] | None) -> TopUpSchedule | None:
    return TopUpSchedule(Every(row["every"]), row["weekday"], row["amount"], row["method"]) if row else None


def _failures_row(failures: Failures) -> list[Any]:
    moments = [rfc3339(moment) if moment else None for moment in (failures.at, failures.next_at)]
    return [failures.count, failures.reason, moments[0], failures.payment_id, moments[1]]


def _failures(row: list[Any] | None) -> Failures:
    if row is None:
        return NO_FAILURES
    count, reason, at, payment_id, next_at = row
    return Failures(count, reason, _time(at), payment_id, _time(next_at))


def _running(row: list[str] | None) -> Running | None:
    return Running(row[0], Cause(row[1])) if row else None


def _time(text: str | None) -> datetime | None:
    return parse_rfc3339(text) if text else None
