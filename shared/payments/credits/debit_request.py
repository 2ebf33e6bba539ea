"""The message that asks a wallet to pay new orders: many orders, one wallet."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shared.canonical import canonical_json, digest
from shared.errors import MalformedRequest
from shared.events.port import GroupedMessage
from shared.payments.credits.auto_debit import MAX_ORDERS
from shared.payments.model import Means, Target
from shared.table.port import Item

MAX_BYTES: Final = 3_000_000
"""Of the orders' items: a transaction takes 4 MB, and the journal page needs some of them
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html)."""

_PAYS_IN: Final = frozenset(str(means) for means in Means if means.at_provider)


@dataclass(frozen=True, slots=True)
class DebitRequest:
    """Orders of one wallet, oldest first, at most 97; ``causes`` tell one asking from another for the same orders.

    ``size``: of the orders' items, in bytes; 0 where it is not known.
    """

    merchant_id: str
    currency: str
    targets: tuple[Target, ...]
    causes: tuple[str, ...] = ()
    size: int = 0

    def message(self) -> GroupedMessage:
        """One group to a wallet, so that it has one writer; the same asking again is the same message.

        The size is no part of what makes it the same: a record that is told again may have another one.
        """
        rows = [[target.id, target.amount, target.version] for target in self.targets]
        content = {"merchant_id": self.merchant_id, "currency": self.currency, "orders": rows}
        body = canonical_json(content | {"bytes": self.size})
        return GroupedMessage(body, f"{self.merchant_id}.{self.currency}", digest([content, *self.causes]))


@dataclass(frozen=True, slots=True)
class DrainRequest:
    """Have what waits for a wallet paid, in the wallet's group; ``cause`` tells one asking from another.

    ``woken``: the wallet was due for it (``wake_wallets``); no other look follows it.
    """

    merchant_id: str
    currency: str
    after_top_up: bool
    cause: str
    woken: bool = False

    def message(self) -> GroupedMessage:
        """In the wallet's group."""
        content = {"merchant_id": self.merchant_id, "currency": self.currency, "after_top_up": self.after_top_up}
        content |= {"woken": True} if self.woken else {}
        return GroupedMessage(
            canonical_json({"drain": content}), f"{self.merchant_id}.{self.currency}", digest([content, self.cause])
        )


def wanted_drain(old: Item | None, new: Item | None) -> DrainRequest | None:
    """What wants the unpaid queue paid: a settled top-up, credits from the operator, a merchant who asked, the end of a
    debt, a raised limit.
    """
    if new is None:
        return None
    before = old or {}
    if new.get("kind") == "payment" and "orders" not in new and new.get("means") in _PAYS_IN:
        if new["state"] == "succeeded" and before.get("state") != "succeeded":
            return DrainRequest(new["merchant_id"], new["currency"], after_top_up=True, cause=new["id"])
    elif new.get("kind") == "adjustment":
        if old is None and new["amount"] > 0:
            return DrainRequest(new["merchant_id"], new["currency"], after_top_up=True, cause=new["id"])
    elif new.get("kind") == "wallet" and (cause := _wallets_cause(before, new)):
        woken = "due_sk" in before and "due_sk" not in new
        return DrainRequest(new["merchant_id"], new["currency"], after_top_up=False, cause=cause, woken=woken)
    return None


def _wallets_cause(old: Item, new: Item) -> str | None:
    """Why automatic debit may pay now what it could not before, as a name that a second telling has too."""
    if "drain_asked_at" in new and new["drain_asked_at"] != old.get("drain_asked_at"):
        return str(new["drain_asked_at"])
    if old.get("balance", 0) < 0 <= new.get("balance", 0):
        return f"out_of_debt.{new['sequence']}"
    if any(_raised(old.get(name), new.get(name)) for name in ("limit_per_order", "limit_per_day")):
        return f"limits.{new['limits_at']}"
    return None


def _raised(old: int | None, new: int | None) -> bool:
    return old is not None and (new is None or new > old)


def read_request(body: str) -> DebitRequest | DrainRequest:
    """What the messages wrote. Raises :class:`MalformedRequest` for anything else."""
    try:
        content = json.loads(body)
        if "drain" in content:
            drain = content["drain"]
            wallet = str(drain["merchant_id"]), str(drain["currency"])
            return DrainRequest(*wallet, bool(drain["after_top_up"]), "", woken=bool(drain.get("woken", False)))
        targets = tuple(Target(str(row[0]), int(row[1]), int(row[2])) for row in content["orders"])
        size = max(0, int(content.get("bytes", 0)))  # A message from before there were sizes has none.
        return DebitRequest(str(content["merchant_id"]), str(content["currency"]), targets, size=size)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise MalformedRequest("not a debit request", code="invalid_message") from error


@dataclass(frozen=True, slots=True)
class WantedDebit:
    """An order that automatic debit has to decide on, the size of its item in bytes, and what brought it here."""

    merchant_id: str
    currency: str
    target: Target
    size: int
    cause: str

    def __post_init__(self) -> None:
        """Raises ``TypeError`` for values of another type, so that a bad record stops here and alone."""
        texts, numbers = (self.merchant_id, self.currency, self.target.id), (self.target.amount, self.size)
        if not all(isinstance(text, str) for text in texts) or not all(isinstance(number, int) for number in numbers):
            raise TypeError("an order to debit has ids as text and numbers as integers")


def wanted_debit(old: Item | None, new: Item | None, size: int) -> WantedDebit | None:
    """What this change of an item asks of a wallet, if anything.

    A new order, one whose claim was given back before anybody had decided, and one with a new amount version.
    """
    if new is None or new.get("kind") != "order":
        return None
    cause = _cause(old, new)
    is_open = new["payment_status"] == "unpaid" and new["status"] == "in_progress"
    if cause is None or not is_open or _is_decided(new) or new["collect"] != "auto":
        return None
    target = Target(new["id"], new["amount"], new["amount_version"])
    return WantedDebit(new["merchant_id"], new["currency"], target, size, cause)


def _cause(old: Item | None, new: Item) -> str | None:
    if old is None:
        return "new"
    if old["amount_version"] != new["amount_version"]:
        return f"version {new['amount_version']}"
    return str(old["claim"]) if "claim" in old and "claim" not in new else None


def _is_decided(new: Item) -> bool:
    """That a charge was declined decides nothing of credits: it may have come before anybody looked at them."""
    return ("queued_at" if new.get("unpaid_reason") == "declined" else "unpaid_reason") in new


def group_requests(orders: Sequence[WantedDebit]) -> Iterator[DebitRequest]:
    """Orders gathered by wallet, in the order in which they came; a request fits one transaction."""
    wallets: dict[tuple[str, str], list[WantedDebit]] = {}
    for order in orders:
        wallets.setdefault((order.merchant_id, order.currency), []).append(order)
    for (merchant_id, currency), wanted in wallets.items():
        for part in _transactions(wanted):
            targets, causes = tuple(each.target for each in part), tuple(each.cause for each in part)
            size = sum(each.size for each in part) if all(each.size for each in part) else 0
            yield DebitRequest(merchant_id, currency, targets, causes, size)


def _transactions(wanted: Sequence[WantedDebit]) -> Iterator[list[WantedDebit]]:
    part: list[WantedDebit] = []
    for each in wanted:
        if part and (len(part) == MAX_ORDERS or sum(kept.size for kept in part) + each.size > MAX_BYTES):
            yield part
            part = []
        part.append(each)
    if part:
        yield part
