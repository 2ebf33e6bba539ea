"""Money that went back, audited: counted once, never more than arrived, told to orders and wallets alike (M13)."""

from collections import defaultdict
from typing import Any

from shared.payments.returns.store import from_item
from shared.stripe_gateway.amounts import from_stripe
from shared.stripe_gateway.port import Withdrawal
from shared.wallets.model import LineKind
from shared.wallets.store import page_from_item
from tests.support.world import World

CLAWBACKS = {
    LineKind.TOP_UP_REFUNDED,
    LineKind.TOP_UP_DISPUTED,
    LineKind.SURPLUS_WITHDRAWN,
}
_ORDER_CREDITS = {LineKind.ORDER_CANCELLED, LineKind.ORDER_REFUNDED}
_TOP_UP_RETURNS = CLAWBACKS | {LineKind.TOP_UP_REFUND_FAILED, LineKind.TOP_UP_REINSTATED}


def all_returns_add_up(world: World) -> None:
    """What is counted as gone back equals the returns that stand, on money, orders and journals."""
    returns = [from_item(item) for item in world.items("return")]
    surplus = {item["pk"]: item for item in world.items("surplus")}
    counted: dict[str, int] = defaultdict(int)
    of_order: dict[tuple[str, Withdrawal], int] = defaultdict(int)
    for each in returns:
        counted[each.intent_id if each.intent_id and each.intent_id in surplus else each.payment_id] += each.covered
        assert 0 <= each.covered <= each.amount
        for share in each.shares:
            of_order[share.target_id, each.kind] += share.amount
    for item in [*surplus.values(), *world.items("payment")]:
        assert item.get("returned", 0) == counted[item["pk"]]
        assert 0 <= item.get("returned", 0) <= item["amount"]
    for order in world.items("order"):
        refunded, disputed = order.get("refunded_amount", 0), order.get("disputed_amount", 0)
        assert refunded == of_order[order["id"], Withdrawal.REFUND]
        assert disputed == of_order[order["id"], Withdrawal.DISPUTE]
        assert order["payment_status"] == _status(order.get("paid_amount"), refunded, disputed, order["payment_status"])
    _journals_tell_the_same(world)


def _status(paid: int | None, refunded: int, disputed: int, otherwise: str) -> str:
    if paid is None:
        return otherwise
    if disputed:
        return "disputed"
    if not refunded:
        return "paid"  # Also of what cost nothing.
    return "refunded" if refunded == paid else "partially_refunded"


def _journals_tell_the_same(world: World) -> None:
    returns = {item["pk"]: from_item(item) for item in world.items("return")}
    lines = [line for page in map(page_from_item, world.items("page")) for line in page.lines]
    credited: dict[str, int] = defaultdict(int)
    moved: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.kind in _ORDER_CREDITS:
            credited[line.reference] += line.amount
        elif line.kind in _TOP_UP_RETURNS or line.kind is LineKind.SURPLUS:
            moved[line.reference] += line.amount
    for order in world.items("order"):
        by_credits = order.get("paid_means") == "credits"
        assert credited[order["id"]] == (order.get("refunded_amount", 0) if by_credits else 0)
    for return_id, amount in moved.items():
        each = returns[return_id]
        assert amount == (each.covered if each.to_wallet else -each.covered)


def provider_agrees(world: World) -> None:
    """Once all is told: what the provider has sent back or lost, of each intent, is what our records say and count."""
    recorded: dict[str, int] = defaultdict(int)
    counted: dict[str, int] = defaultdict(int)
    for each in map(from_item, world.items("return")):
        if each.provider_id is not None and each.live:
            recorded[each.intent_id or ""] += each.amount
            counted[each.intent_id or ""] += each.covered
    arrived, gone = _provider_says(world)
    assert {key: value for key, value in recorded.items() if value} == gone
    assert dict(counted) == {key: min(value, arrived[key]) for key, value in gone.items()}


def _provider_says(world: World) -> tuple[dict[str, int], dict[str, int]]:
    """What each intent has received, and what of it is gone."""
    gone: dict[str, int] = defaultdict(int)
    arrived: dict[str, int] = {}
    with world.stripe.server.lock:
        for account in world.stripe.simulator.world.accounts.values():
            arrived |= {each["id"]: _ours(each["amount_received"], each) for each in account.intents.values()}
            for refund in account.refunds.values():
                if refund["status"] not in ("failed", "canceled"):
                    gone[refund["payment_intent"]] += _ours(refund["amount"], refund)
            for dispute in account.disputes.values():
                moves = dispute["balance_transactions"]
                if moves and moves[-1]["amount"] < 0:
                    gone[dispute["payment_intent"]] += _ours(dispute["amount"], dispute)
    return arrived, dict(gone)


def _ours(amount: int, told: dict[str, Any]) -> int:
    return from_stripe(amount, told["currency"].upper())
