"""Wallets and journal pages as table items."""

import json
from datetime import datetime
from typing import Any, Final

from shared.canonical import canonical_json
from shared.clock import parse_rfc3339, rfc3339
from shared.table.keys import NOT_DUE, Key, due_attributes, page_key, wallet_id, wallet_key
from shared.table.port import ABSENT, Check, Condition, Item, Put, Table, Update
from shared.wallets.limits import Limits, Spent
from shared.wallets.model import GENESIS, Consent, JournalLine, JournalPage, LineKind, Wallet

DUE_KIND: Final = "wallet"
_MAY_DEBIT: Final = "attribute_exists(#consent) AND attribute_not_exists(#paused) AND attribute_not_exists(#restricted)"


def read_wallet(table: Table, merchant_id: str, currency: str) -> Wallet:
    """One consistent read; a wallet that nothing has touched yet is empty."""
    item = table.get(wallet_key(merchant_id, currency))
    return from_item(item) if item else Wallet(merchant_id=merchant_id, currency=currency)


def from_item(item: Item) -> Wallet:
    """The wallet in an item."""
    consent = item.get("consent")
    return Wallet(
        merchant_id=item["merchant_id"],
        currency=item["currency"],
        balance=item.get("balance", 0),
        sequence=item.get("sequence", 0),
        last_hash=item.get("last_hash", GENESIS),
        consent=Consent(consent["terms"], consent["accepted_by"], parse_rfc3339(consent["accepted_at"]))
        if consent
        else None,
        consents=item.get("consents", 0),
        paused="paused" in item,
        restricted="restricted" in item,
        drain_after_top_up="drain_after_top_up" in item,
        low_balance_alert=item.get("low_balance_alert"),
        limits=Limits(item.get("limit_per_order"), item.get("limit_per_day")),
        spent=Spent(item.get("spent_on", ""), item.get("spent_amount", 0)),
        due_place=item.get("due_sk"),
        redrives=item.get("redrives", 0),
        collects="collects" in item,
    )


def turn_page_writes(
    before: Wallet, after: Wallet, page: JournalPage, *, automatic: bool = False, wake_at: datetime | None = None
) -> tuple[Update, Put]:
    """The wallet's update and the page's put for one transaction: they hold only if no other page came between.

    ``automatic`` also demands that automatic debit is agreed to, neither paused nor restricted, and within the limits
    that were read, at that instant, and counts what it took. ``wake_at`` has the wallet looked at again no later than
    then.
    """
    changes: dict[str, Any] = {
        "kind": "wallet",
        "merchant_id": after.merchant_id,
        "currency": after.currency,
        "balance": after.balance,
        "balance_at": page.at,
        "sequence": after.sequence,
        "last_hash": after.last_hash,
    }
    unchanged = _version(before)
    if automatic:
        unchanged |= _limits(before)
        changes |= {"spent_on": after.spent.day, "spent_amount": after.spent.amount}
    if wake_at is not None:
        unchanged |= _place(before)
        changes |= _due_by(before, wake_at)
    condition = _unchanged(unchanged, _MAY_DEBIT * automatic)
    update = Update(wallet_key(after.merchant_id, after.currency), changes, condition=condition)
    return update, Put(page_to_item(page), ABSENT)


def as_read(wallet: Wallet, wake_at: datetime | None = None) -> Check | Update:
    """Nothing was paid in or out since the wallet was read, and what automatic debit depends on is as it was.

    With ``wake_at`` the wallet is also looked at again no later than then.
    """
    states = {"consent": wallet.consent is not None, "paused": wallet.paused, "restricted": wallet.restricted}
    tests = [
        f"attribute_exists(#{name})" if held else f"attribute_not_exists(#{name})" for name, held in states.items()
    ]
    key, unchanged, settings = _key(wallet), _version(wallet) | _limits(wallet), " AND ".join(tests)
    if wake_at is None:
        return Check(key, _unchanged(unchanged, settings))
    return Update(key, _due_by(wallet, wake_at), condition=_unchanged(unchanged | _place(wallet), settings))


def is_due_by(wallet: Wallet, at: datetime) -> bool:
    """Whether the wallet is looked at again no later than that."""
    return wallet.due_place is not None and _due_by(wallet, at)["due_sk"] == wallet.due_place


def _key(wallet: Wallet) -> Key:
    return wallet_key(wallet.merchant_id, wallet.currency)


def _due_by(wallet: Wallet, at: datetime) -> dict[str, str]:
    due = due_attributes(DUE_KIND, wallet.id, at)
    return due | {"due_sk": min(due["due_sk"], wallet.due_place or due["due_sk"])}


def _version(wallet: Wallet) -> dict[str, Any]:
    return {"sequence": wallet.sequence or None}


def _limits(wallet: Wallet) -> dict[str, Any]:
    return {"limit_per_order": wallet.limits.per_order, "limit_per_day": wallet.limits.per_day}


def _place(wallet: Wallet) -> dict[str, Any]:
    return {"due_sk": wallet.due_place}


def _unchanged(values: dict[str, Any], further: str) -> Condition:
    """Attributes as they were read, those that are ``None`` absent; and what else is demanded."""
    tests = [f"#{name} = :{name}" if value is not None else f"attribute_not_exists(#{name})"
             for name, value in values.items()]  # fmt: skip
    present = {name: value for name, value in values.items() if value is not None}
    return Condition(" AND ".join([*tests, *([further] if further else [])]), present)


def settings_update(
    merchant_id: str, currency: str, changes: dict[str, Any], condition: Condition | None = None
) -> Update:
    """Set what is given and remove what is given as ``None``; a wallet that nothing has touched yet comes to be."""
    kept = {name: value for name, value in changes.items() if value is not None}
    base: dict[str, Any] = {"kind": "wallet", "merchant_id": merchant_id, "currency": currency}
    removed = [name for name, value in changes.items() if value is None]
    return Update(wallet_key(merchant_id, currency), base | kept, remove=removed, condition=condition)


def wake_later(merchant_id: str, currency: str, at: datetime) -> Update:
    """Have what waits for this wallet looked at no later than ``at``; refused where it is due by then already."""
    due = due_attributes(DUE_KIND, wallet_id(merchant_id, currency), at)
    later = Condition("attribute_not_exists(#due_sk) OR #due_sk > :latest", {"latest": due["due_sk"]})
    return settings_update(merchant_id, currency, dict(due), later)


def redriven(wallet: Wallet, at: datetime) -> Update:
    """As :func:`wake_later`, counting that it is for a message that failed; refused when another run counted."""
    due = due_attributes(DUE_KIND, wallet.id, at)
    counted = "#redrives = :redrives" if wallet.redrives else "attribute_not_exists(#redrives)"
    values = {"latest": due["due_sk"]} | ({"redrives": wallet.redrives} if wallet.redrives else {})
    condition = Condition(f"(attribute_not_exists(#due_sk) OR #due_sk > :latest) AND {counted}", values)
    changes = {**due, "redrives": wallet.redrives + 1}
    return settings_update(wallet.merchant_id, wallet.currency, changes, condition)


def looked_at_again(wallet: Wallet, at: datetime) -> Update:
    """Have what waits for this wallet looked at at this time, not before and not later: whatever it was due for, that
    look sees to it.
    """
    due = due_attributes(DUE_KIND, wallet.id, at)
    return Update(_key(wallet), dict(due), condition=Condition("attribute_exists(#pk)"))


def recovered(wallet: Wallet) -> Update:
    """A drain has gone through: the next failure is a first one again."""
    condition = Condition("#redrives = :redrives", {"redrives": wallet.redrives})
    return Update(wallet_key(wallet.merchant_id, wallet.currency), {}, remove=("redrives",), condition=condition)


def woken(place: str, at: datetime) -> Update:
    """Ask for what waits to be paid, of a wallet that stands at this place of the due index, and take it from there."""
    merchant_id, currency = place.split("#", 1)[1].split(".")
    still = Condition("#due_sk = :place", {"place": place})
    changes = {"drain_asked_at": rfc3339(at)} | dict.fromkeys(NOT_DUE)
    return settings_update(merchant_id, currency, changes, still)


def restricted_update(wallet: Wallet) -> Update:
    """Nothing is debited automatically until :func:`freed_update`; refused where that is so already."""
    free = Condition("attribute_exists(#pk) AND attribute_not_exists(#restricted)")
    return Update(_key(wallet), {"restricted": True}, condition=free)


def freed_update(wallet: Wallet, at: datetime) -> Update:
    """Debited automatically again, and what waits is asked for; refused where that is so already."""
    held = Condition("attribute_exists(#restricted)")
    return Update(_key(wallet), {"drain_asked_at": rfc3339(at)}, remove=("restricted",), condition=held)


def consent_record(consent: Consent) -> dict[str, Any]:
    """Consent as it is kept."""
    return {"terms": consent.terms, "accepted_by": consent.accepted_by, "accepted_at": rfc3339(consent.accepted_at)}


def page_to_item(page: JournalPage) -> Item:
    """The page's item; lines as one JSON string, which costs a third of the units that a list of maps does."""
    pk, sk = page_key(page.merchant_id, page.currency, page.number)
    lines = [[line.kind, line.reference, line.amount] for line in page.lines]
    return page.content() | {"pk": pk, "sk": sk, "kind": "page", "lines": canonical_json(lines), "hash": page.hash}


def page_from_item(item: Item) -> JournalPage:
    """The page in an item."""
    return JournalPage(
        lines=tuple(JournalLine(LineKind(kind), ref, amount) for kind, ref, amount in json.loads(item["lines"])),
        **{name: item[name] for name in JournalPage.__dataclass_fields__ if name != "lines"},
    )


def fell_below(old: Item, new: Item) -> bool:
    """Whether this change of a wallet's item took the balance below what its merchant wants to be told of.

    Who stays below is not told again, and a new threshold moves no money.
    """
    if "low_balance_alert" not in new or "balance" not in new:
        return False
    return bool(old.get("balance", 0) >= new["low_balance_alert"] > new["balance"])
