"""The history of consent to automatic debit: one immutable item for every change, numbered without gaps."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.clock import parse_rfc3339, rfc3339
from shared.table.keys import consent_key
from shared.table.port import ABSENT, Condition, Item, Put, Update
from shared.wallets.model import Consent, Wallet
from shared.wallets.store import consent_record, settings_update


class ConsentChange(StrEnum):
    """What happened to consent."""

    GIVEN = "given"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One change: to what text, who had accepted it and when; of a withdrawal, the consent that was withdrawn."""

    number: int
    change: ConsentChange
    consent: Consent
    changed_at: datetime

    def public(self) -> dict[str, Any]:
        """``{number, change, terms, accepted_by, accepted_at, changed_at}``."""
        told = {"number": self.number, "change": self.change, "changed_at": rfc3339(self.changed_at)}
        return told | consent_record(self.consent)


def is_change(before: Consent | None, after: Consent | None) -> bool:
    """Whether it is another text, another person, or the first or last of them: the same said twice changes nothing."""
    return _said(before) != _said(after)


def _said(consent: Consent | None) -> tuple[str, str] | None:
    return (consent.terms, consent.accepted_by) if consent else None


def entry_of(wallet: Wallet, after: Consent | None, now: datetime) -> ConsentEntry:
    """The next entry of this wallet's history. Raises ``ValueError`` where there is nothing to withdraw."""
    number = wallet.consents + 1
    if after is not None:
        change = ConsentChange.REPLACED if wallet.consent else ConsentChange.GIVEN
        return ConsentEntry(number, change, after, now)
    if wallet.consent is None:
        raise ValueError("there is no consent to withdraw")
    return ConsentEntry(number, ConsentChange.WITHDRAWN, wallet.consent, now)


def consent_writes(
    wallet: Wallet, after: Consent | None, settings: dict[str, Any], now: datetime
) -> tuple[Update, Put]:
    """The wallet with its new consent, and the entry that tells of it, for one transaction.

    ``settings`` is what else changes, as :func:`settings_update` takes it. Holds only if no other change came between.
    """
    entry = entry_of(wallet, after, now)
    changes = settings | {"consent": consent_record(after) if after else None, "consents": entry.number}
    unchanged = (
        Condition("#consents = :consents", {"consents": wallet.consents})
        if wallet.consents
        else Condition("attribute_not_exists(#consents)")
    )
    update = settings_update(wallet.merchant_id, wallet.currency, changes, unchanged)
    return update, Put(_to_item(wallet, entry), ABSENT)


def _to_item(wallet: Wallet, entry: ConsentEntry) -> Item:
    pk, sk = consent_key(wallet.merchant_id, wallet.currency, entry.number)
    owner = {"pk": pk, "sk": sk, "kind": "consent", "merchant_id": wallet.merchant_id, "currency": wallet.currency}
    return owner | entry.public() | {"change": str(entry.change)}


def entry_from_item(item: Item) -> ConsentEntry:
    """The entry in an item."""
    consent = Consent(item["terms"], item["accepted_by"], parse_rfc3339(item["accepted_at"]))
    return ConsentEntry(item["number"], ConsentChange(item["change"]), consent, parse_rfc3339(item["changed_at"]))
