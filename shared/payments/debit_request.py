"""The message that asks a wallet to pay new orders: many orders, one wallet."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.canonical import canonical_json, digest
from shared.errors import MalformedRequest
from shared.events.port import GroupedMessage
from shared.payments.auto_debit import MAX_ORDERS
from shared.payments.model import Target
from shared.table.port import Item


@dataclass(frozen=True, slots=True)
class DebitRequest:
    """Orders of one wallet, oldest first, at most 97."""

    merchant_id: str
    currency: str
    targets: tuple[Target, ...]

    def message(self) -> GroupedMessage:
        """One group to a wallet, so that it has one writer; the same orders again are the same message."""
        rows = [[target.order_id, target.amount, target.amount_version] for target in self.targets]
        content = {"merchant_id": self.merchant_id, "currency": self.currency, "orders": rows}
        return GroupedMessage(canonical_json(content), f"{self.merchant_id}.{self.currency}", digest(content))


def read_request(body: str) -> DebitRequest:
    """What :meth:`DebitRequest.message` wrote. Raises :class:`MalformedRequest` for anything else."""
    try:
        content = json.loads(body)
        targets = tuple(Target(str(row[0]), int(row[1]), int(row[2])) for row in content["orders"])
        return DebitRequest(str(content["merchant_id"]), str(content["currency"]), targets)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise MalformedRequest("not a debit request", code="invalid_message") from error


@dataclass(frozen=True, slots=True)
class WantedDebit:
    """A new order that automatic debit has to decide on."""

    merchant_id: str
    currency: str
    target: Target


def wanted_debit(old: Item | None, new: Item | None) -> WantedDebit | None:
    """What this change of an item asks of a wallet, if anything."""
    if old is not None or new is None or new.get("kind") != "order":
        return None
    if new["collect"] != "auto" or new["payment_status"] != "unpaid" or "unpaid_reason" in new:
        return None
    target = Target(new["id"], new["amount"], new["amount_version"])
    return WantedDebit(new["merchant_id"], new["currency"], target)


def group_requests(orders: Sequence[WantedDebit]) -> Iterator[DebitRequest]:
    """New orders gathered by wallet, in the order in which they came."""
    wallets: dict[tuple[str, str], list[Target]] = {}
    for order in orders:
        wallets.setdefault((order.merchant_id, order.currency), []).append(order.target)
    for (merchant_id, currency), targets in wallets.items():
        for start in range(0, len(targets), MAX_ORDERS):
            yield DebitRequest(merchant_id, currency, tuple(targets[start : start + MAX_ORDERS]))
