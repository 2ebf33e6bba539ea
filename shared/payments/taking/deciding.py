"""What follows from what a shop says of an order, what it said before, and how the order stands here. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from shared.errors import FieldError
from shared.orders.means import paid_in_shop
from shared.orders.model import Order
from shared.payments.taking.said import Said
from shared.shops.delivery import Outcome
from shared.shops.mapping.port import ShopState

FOLLOWED: Final = frozenset({Outcome.APPLIED, Outcome.UNCHANGED, Outcome.IGNORED})
"""After these the order says what the shop says, or need not."""


class Step(StrEnum):
    """What is to be done to the order."""

    CREATE = "create"
    CHANGE = "change"
    PLACE_PAID = "place_paid"
    SETTLE = "settle"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of a delivery; ``action`` is what was done, the rest says why not. Fields as of ``Delivery``."""

    outcome: Outcome
    action: str | None = None
    reason: str | None = None
    message: str | None = None
    errors: tuple[FieldError, ...] = field(default=())


def decide(before: Said | None, new: Said, wanted: Order | None, order: Order | None) -> Step | Decided:
    """``before`` is what was remembered, ``new`` what is said now; ``wanted`` is the order that it asks for, if any.

    ``order`` is how it stands. Of two at one moment the one that comes later counts.
    """
    if before is not None and new.older_than(before):
        return Decided(outcome=Outcome.STALE)
    if before is not None and before.digest is not None and before.digest == new.digest:
        # Others may have placed it since the shop cancelled what was unknown here.
        return Step.CANCEL if _cancels(new, order) else _known(before, new)
    if order is None or new.state is ShopState.RESERVED:
        return _WITHOUT_ORDER[new.state]
    if wanted is None:
        return Step.CANCEL
    if order.withdrawn:
        return conflict("order_cancelled")
    # In whatever currency: what the shop has the money for is not collected here.
    return _paid(before, order) if new.state is ShopState.PAID else _unpaid(wanted, order)


def conflict(code: str, message: str | None = None) -> Decided:
    """The order is in no state that allows what the shop says; ``code`` as the API tells it."""
    return Decided(outcome=Outcome.CONFLICT, reason=code, message=message or _CONFLICTS.get(code))


def paid_here() -> Decided:
    """It was paid already, by our means or by what the shop said before."""
    return Decided(outcome=Outcome.UNCHANGED, reason="paid_here")


def _known(before: Said, new: Said) -> Decided:
    """What is known already; from this very delivery where a run has died before it told what it did."""
    if before.delivery_id == new.delivery_id and before.action is not None:
        return Decided(outcome=Outcome.APPLIED, action=before.action)
    if new.state is ShopState.RESERVED:
        return _RESERVED
    return Decided(outcome=Outcome.UNCHANGED)


def _cancels(new: Said, order: Order | None) -> bool:
    return new.state is ShopState.CANCELLED and order is not None and not order.withdrawn


def _paid(before: Said | None, order: Order) -> Step | Decided:
    """One that is recorded although it was not said before: a run has died in between, and is gone through again."""
    if not order.settled:
        return Step.SETTLE
    recorded = paid_in_shop(order.paid_means)
    said = before is not None and before.state is ShopState.PAID
    return Step.SETTLE if recorded and not said else paid_here()


def _unpaid(wanted: Order, order: Order) -> Step | Decided:
    """What the shop was paid for and is due there again is another debt, even if it is as high."""
    if wanted.currency != order.currency:
        told = f"the order is in {order.currency}, and an order's currency cannot change"
        return Decided(outcome=Outcome.REJECTED, reason="currency_changed", message=told)
    if not order.settled:
        return Step.CHANGE
    if paid_in_shop(order.paid_means):
        return conflict("order_paid", "the shop was paid for the order, and says that something is due again")
    return paid_here() if wanted.amount == order.amount else conflict("order_paid")


_RESERVED: Final = Decided(
    outcome=Outcome.IGNORED, reason="reserved_in_shop", message="the shop has the buyer's money under way"
)
_WITHOUT_ORDER: Final[dict[ShopState, Step | Decided]] = {
    ShopState.UNPAID: Step.CREATE,
    ShopState.PAID: Step.PLACE_PAID,
    ShopState.RESERVED: _RESERVED,
    # So that what the shop said before, and comes later, makes no order.
    ShopState.CANCELLED: Decided(outcome=Outcome.APPLIED, action="remembered"),
}
_CONFLICTS: Final = {
    "order_paid": "the order is paid at another amount",
    "order_cancelled": "the order is cancelled here, and stays so",
}
