"""Money that went back: the provider's refunds and disputes, our returns, and the journal lines of both. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.payments.audit.model import Detail, Discrepancy, Kind
from shared.payments.sending.fees import fee_line_of
from shared.stripe_gateway.port import Withdrawal, WithdrawalFact
from shared.table.keys import page_key
from shared.table.port import Item
from shared.wallets.model import JournalLine, JournalPage, LineKind

BY_ORDER: Final = frozenset({LineKind.ORDER_CANCELLED, LineKind.ORDER_REFUNDED})
BY_RETURN: Final = frozenset(
    {
        LineKind.TOP_UP_REFUNDED,
        LineKind.TOP_UP_REFUND_FAILED,
        LineKind.TOP_UP_DISPUTED,
        LineKind.TOP_UP_REINSTATED,
        LineKind.SURPLUS,
        LineKind.SURPLUS_WITHDRAWN,
    }
)
BY_FEE: Final = frozenset({LineKind.FEE, LineKind.FEE_RETURNED})


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A refund or dispute at the provider, the payment or surplus that it takes from, our record of it."""

    fact: WithdrawalFact
    captured: Item | None
    item: Item | None


def check_return(facts: ReturnFacts) -> list[Discrepancy]:
    """What went back at the provider is recorded as it is (rules M13, M14).

    Of money that we have no record of, only the money is told. A state that changes nothing about where the money is
    may be behind.
    """
    fact, captured, item = facts.fact, facts.captured, facts.item
    if captured is None:
        return []
    is_refund = fact.kind is Withdrawal.REFUND
    merchant_id, said = captured.get("merchant_id"), dict[str, Detail](intent=fact.intent_id, provider_state=fact.state)
    said |= {"account": fact.account} if fact.account else {}
    if item is None:
        kind = Kind.REFUND_WITHOUT_RECORD if is_refund else Kind.DISPUTE_WITHOUT_RECORD
        return [Discrepancy(kind, fact.provider_id, merchant_id, said | {"provider": fact.amount})]
    behind = item["live"] != fact.live and item["rank"] <= fact.rank
    ours, theirs = (item["amount"], captured["currency"]), (fact.amount, fact.currency)
    if ours == theirs and not behind:
        return []
    kind = Kind.REFUND_DIFFERS if is_refund else Kind.DISPUTE_DIFFERS
    said |= {"recorded": ours[0], "provider": theirs[0], "currency": ours[1], "provider_currency": theirs[1],
             "recorded_state": item["state"]}  # fmt: skip
    return [Discrepancy(kind, fact.provider_id, merchant_id, said)]


def check_returned(captured: Item, returns: Sequence[Item]) -> list[Discrepancy]:
    """What a payment, or a surplus, says has gone back is what its returns count, and not more than came in."""
    counted, said = sum(item["covered"] for item in returns), captured.get("returned", 0)
    came_in = captured.get("capture_amount", captured["amount"])
    if counted == said and 0 <= said <= came_in:
        return []
    details: dict[str, Detail] = {"returned": said, "counted": counted, "amount": came_in}
    return [Discrepancy(Kind.RETURNED_DIFFERS, captured["pk"], captured.get("merchant_id"), details)]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A page, and what its lines of this kind are about, by id: orders, returns, adjustments, fees."""

    page: JournalPage
    orders: Mapping[str, Item] = field(default_factory=dict)
    returns: Mapping[str, Item] = field(default_factory=dict)
    adjustments: Mapping[str, Item] = field(default_factory=dict)
    fees: Mapping[str, Item] = field(default_factory=dict)


def check_return_lines(facts: LineFacts) -> list[Discrepancy]:
    """Every line that moved credits otherwise than by paying in or paying an order has its cause."""
    return [each for line in facts.page.lines for each in _check_line(line, facts)]


def _check_line(line: JournalLine, facts: LineFacts) -> Iterator[Discrepancy]:
    page = facts.page
    if line.kind in BY_ORDER:
        order = facts.orders.get(line.reference, {})
        back = order.get("refunded_amount", 0)
        fits = order.get("paid_by") == page.payment_id and 0 < line.amount <= back
        kind, said = Kind.LINE_WITHOUT_RETURN, dict[str, Detail](line=line.amount, refunded=back)
    elif line.kind in BY_RETURN:
        item = facts.returns.get(line.reference, {})
        fits = item.get("payment_id") == page.payment_id and abs(line.amount) <= item.get("amount", 0)
        kind, said = Kind.LINE_WITHOUT_RETURN, dict[str, Detail](line=line.amount, recorded=item.get("amount"))
    elif line.kind is LineKind.ADJUSTMENT:
        item = facts.adjustments.get(line.reference, {})
        fits = (item.get("merchant_id"), item.get("currency"), item.get("amount")) == (
            page.merchant_id, page.currency, line.amount
        )  # fmt: skip
        kind, said = Kind.LINE_WITHOUT_ADJUSTMENT, dict[str, Detail](line=line.amount, recorded=item.get("amount"))
    elif line.kind in BY_FEE:
        item = facts.fees.get(line.reference, {})
        fits = fee_line_of(item, line.kind, page) == line.amount
        kind, said = Kind.LINE_WITHOUT_FEE, dict[str, Detail](line=line.amount, recorded=item.get("amount"))
    else:
        return
    if not fits:
        place = page_key(page.merchant_id, page.currency, page.number).pk
        yield Discrepancy(kind, f"{place}#{line.reference}", page.merchant_id, said)
