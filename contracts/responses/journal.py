"""What was done to a wallet: its journal, consents, adjustments."""

from typing import Any, ClassVar

from pydantic import Field

from contracts.responses.answer import (
    AT,
    ID_EXAMPLES,
    Answer,
    Currency,
    Hash,
    Made,
    MerchantId,
    Moment,
    page_of,
)
from contracts.responses.words import ConsentAbout, ConsentChange, LineKind


class JournalLine(Answer):
    """One order, top-up, fee or reversal."""

    kind: LineKind = Field(description="What it is about.")
    reference: str = Field(description="The id of that.")
    amount: int = Field(description="Minor units; below zero when it leaves the wallet.")


class JournalPage(Answer):
    """One immutable change of the balance; it holds the hash of the page before it."""

    merchant_id: MerchantId
    currency: Currency
    number: int = Field(description="Counted from 1, without gaps.")
    at: Moment = Field(description="When.")
    payment_id: str = Field(description="What made it: a payment, an adjustment, a return, a sending.")
    lines: list[JournalLine] = Field(description="They add up to the change.")
    balance_after: int = Field(description="Credits after it, in minor units.")
    previous_hash: Hash
    hash: Hash

    example: ClassVar[dict[str, Any]] = {
        "merchant_id": ID_EXAMPLES["mer"],
        "currency": "EUR",
        "number": 1,
        "at": AT,
        "payment_id": ID_EXAMPLES["pay"],
        "lines": [{"kind": "top_up", "reference": ID_EXAMPLES["pay"], "amount": 50000}],
        "balance_after": 50000,
        "previous_hash": "0" * 64,
        "hash": "5f" * 32,
    }


Journal = page_of(JournalPage, "Journal", "Pages of a wallet's journal.")


class ConsentEntry(Answer):
    """One change of what was agreed to."""

    number: int = Field(description="Counted from 1.")
    about: ConsentAbout = Field(description="What was agreed to.")
    change: ConsentChange = Field(description="What happened to it.")
    terms: str = Field(description="The text.")
    accepted_by: str = Field(description="Who agreed.")
    accepted_at: Moment = Field(description="When.")
    changed_at: Moment = Field(description="When this change was made.")
    threshold: int = Field(0, description="Of an automatic top-up, in minor units.")
    amount: int = Field(0, description="Of an automatic top-up, in minor units.")
    method: str = Field("", description="Of an automatic top-up: one linked method, or `auto`.")

    example: ClassVar[dict[str, Any]] = {
        "number": 1,
        "about": "auto_debit",
        "change": "given",
        "terms": "Orders are paid from credits.",
        "accepted_by": "Ada Vogel",
        "accepted_at": AT,
        "changed_at": AT,
    }


ConsentList = page_of(ConsentEntry, "ConsentList", "A page of the changes of consent.")


class Adjustment(Answer):
    """Credits put in or taken out by hand."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLES["adj"]])
    currency: Currency
    amount: int = Field(description="Minor units; below zero for what was taken out.")
    reason: str = Field(description="Why.")
    actor: str = Field(description="The person at the operator's.")
    balance_after: int = Field(description="Credits after it, in minor units.")
    created_at: Made

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["adj"],
        "currency": "EUR",
        "amount": 5000,
        "reason": "goodwill",
        "actor": "Ada Vogel",
        "balance_after": 55000,
        "created_at": AT,
    }


AdjustmentList = page_of(Adjustment, "AdjustmentList", "A page of adjustments.")
