"""The provider's money against our records of it: pure, over facts that were read before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.clock import parse_rfc3339
from shared.payments.audit.model import Detail, Discrepancy, Fix, Kind
from shared.stripe_gateway.books import MoneyIn
from shared.stripe_gateway.port import Intent
from shared.table.port import Item

HELD_AT_MOST: Final = timedelta(days=1)
"""Surplus that has not gone back after so long has been forgotten."""


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """Money at the provider, the payment that its metadata names, the surplus kept of its intent.

    ``collected`` says whether a hosted checkout or a charge of ours took it.
    """

    money: MoneyIn
    payment: Item | None
    surplus: Item | None
    collected: bool = False

    @property
    def settled(self) -> bool:
        """Whether the payment was settled with this very money."""
        payment = self.payment
        return bool(payment and payment["state"] == "succeeded" and payment.get("intent_id") == self.money.intent_id)

    @property
    def in_place(self) -> bool:
        """Whether it is where its payment collects; elsewhere, whoever holds the account wrote our mark on its own."""
        return self.money.account is None or (self.payment or {}).get("account") == self.money.account

    @property
    def merchant_id(self) -> str | None:
        """Whose money it is, as far as known."""
        if self.payment is not None:
            return str(self.payment["merchant_id"])
        return self.money.metadata.get("orderpay_merchant")


def check_money(facts: MoneyFacts) -> list[Discrepancy]:
    """Each amount that arrived is recorded once, as it arrived (rules M3, M12, M14)."""
    money, payment, surplus = facts.money, facts.payment, facts.surplus
    subject = money.intent_id or money.charge_id
    if surplus is None and not facts.settled:
        named = money.metadata.get("orderpay_payment")
        said: dict[str, Detail] = {"amount": money.amount, "currency": money.currency, "payment": named}
        said |= on_account(money.account)
        fix = Fix.SETTLE if facts.collected and facts.in_place else Fix.ASSIGN_MONEY
        return [Discrepancy(Kind.MONEY_WITHOUT_RECORD, subject, facts.merchant_id, said, fix)]
    if surplus is not None and facts.settled:
        twice = {"payment": payment["id"] if payment else None, "surplus_reason": surplus["reason"]}
        return [Discrepancy(Kind.MONEY_RECORDED_TWICE, subject, facts.merchant_id, twice)]
    if surplus is not None:
        return check_record(surplus_record(surplus), as_intent(money))
    return check_record(payment_record(payment or {}), as_intent(money))


@dataclass(frozen=True, slots=True)
class Record:
    """What we say that an intent received, in minor units; ``due`` is what the payment was for, if it settled.

    ``account`` is where, ``None`` for the platform's.
    """

    intent_id: str
    account: str | None
    merchant_id: str | None
    amount: int
    currency: str
    due: int


def payment_record(payment: Item) -> Record:
    """The record that a settled payment is."""
    amount, currency = payment.get("received_amount", 0), payment.get("received_currency", "")
    due = payment["capture_amount"] if "capture_amount" in payment else payment["amount"]
    return Record(payment["intent_id"], payment.get("account"), payment["merchant_id"], amount, currency, due)


def surplus_record(surplus: Item) -> Record:
    """The record that a surplus is."""
    amount, currency = surplus["amount"], surplus["currency"]
    return Record(surplus["pk"], surplus.get("account"), surplus.get("merchant_id"), amount, currency, amount)


def as_intent(money: MoneyIn) -> Intent:
    """Money of a list as if its intent had been read."""
    intent_id = money.intent_id or money.charge_id
    return Intent(
        id=intent_id,
        account=money.account,
        received=money.amount,
        currency=money.currency,
        metadata=money.metadata,
    )


def check_record(record: Record, intent: Intent | None) -> list[Discrepancy]:
    """What we say has arrived is what the provider has; ``intent`` is ``None`` when it has none of this id."""
    if intent is None or intent.received == 0:
        said: dict[str, Detail] = {"recorded": record.amount, "currency": record.currency}
        return [Discrepancy(Kind.RECORD_WITHOUT_MONEY, record.intent_id, record.merchant_id, said)]
    if intent.currency != record.currency:
        said = {"recorded": record.currency, "provider": intent.currency}
        return [Discrepancy(Kind.CURRENCY_DIFFERS, record.intent_id, record.merchant_id, said)]
    if not intent.received == record.amount == record.due:
        said = {"recorded": record.amount, "due": record.due, "provider": intent.received}
        return [Discrepancy(Kind.AMOUNT_DIFFERS, record.intent_id, record.merchant_id, said)]
    return []


def on_account(account: str | None) -> dict[str, Detail]:
    """Names a merchant's own account in the details of what was found there."""
    return {"account": account} if account else {}


def unreachable(subject: str, merchant_id: str | None, account: str | None) -> Discrepancy:
    """Something on a merchant's own account that we cannot see any more."""
    return Discrepancy(Kind.ACCOUNT_UNREACHABLE, subject, merchant_id, on_account(account))


def check_held(surplus: Item, until: datetime) -> list[Discrepancy]:
    """Surplus goes back within a day."""
    if surplus["state"] != "held" or parse_rfc3339(surplus["received_at"]) > until - HELD_AT_MOST:
        return []
    said: dict[str, Detail] = {name: surplus.get(name) for name in ("amount", "currency", "reason", "received_at")}
    return [Discrepancy(Kind.SURPLUS_NOT_RETURNED, surplus["pk"], surplus.get("merchant_id"), said)]
