"""The history of consent to automatic debit and to charging linked methods: one immutable item for every change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class ConsentAbout(StrEnum):
    """What is agreed to."""

    AUTO_DEBIT = "auto_debit"
    AUTOMATIC_TOP_UP = "automatic_top_up"
    COLLECT_FROM_METHODS = "collect_from_methods"


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One change: to what text, who had accepted it and when; of a withdrawal, the consent that was withdrawn.

    ``agreed`` is what stood beside the text: the threshold, amount and method of an automatic top-up.
    """

    number: int
    change: ConsentChange
    consent: Consent
    changed_at: datetime
    about: ConsentAbout = ConsentAbout.AUTO_DEBIT
    agreed: Mapping[str, Any] = field(default_factory=dict)

    def public(self) -> dict[str, Any]:
        """``{number, about, change, terms, accepted_by, accepted_at, changed_at}``, and what else was agreed to."""
        told = {"number": self.number, "about": self.about, "change": self.change}
        return told | {"changed_at": rfc3339(self.changed_at)} | dict(self.agreed) | consent_record(self.consent)


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
    update = settings_update(wallet.merchant_id, wallet.currency, changes, no_other_entry(wallet))
    return update, entry_put(wallet, entry)


def no_other_entry(wallet: Wallet) -> Condition:
    """The history is as long as it was read."""
    if not wallet.consents:
        return Condition("attribute_not_exists(#consents)")
    return Condition("#consents = :consents", {"consents": wallet.consents})


def entry_put(wallet: Wallet, entry: ConsentEntry) -> Put:
    """The entry in its place, which nobody has taken."""
    return Put(_to_item(wallet, entry), ABSENT)


def _to_item(wallet: Wallet, entry: ConsentEntry) -> Item:
    pk, sk = consent_key(wallet.merchant_id, wallet.currency, entry.number)
    owner = {"pk": pk, "sk": sk, "kind": "consent", "merchant_id": wallet.merchant_id, "currency": wallet.currency}
    told = {name: value for name, value in entry.public().items() if name not in ("about", *entry.agreed)}
    if entry.about is not ConsentAbout.AUTO_DEBIT:
        told |= {"about": str(entry.about), "agreed": dict(entry.agreed)}
    return owner | told | {"change": str(entry.change)}


def entry_from_item(item: Item) -> ConsentEntry:
    """The entry in an item."""
    consent = Consent(item["terms"], item["accepted_by"], parse_rfc3339(item["accepted_at"]))
    change, about = ConsentChange(item["change"]), ConsentAbout(item.get("about", ConsentAbout.AUTO_DEBIT))
    changed_at = parse_rfc3339(item["changed_at"])
    return ConsentEntry(item["number"], change, consent, changed_at, about, item.get("agreed", {}))
