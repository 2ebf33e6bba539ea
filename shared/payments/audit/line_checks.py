"""Journal lines against the payments and orders that they are about, both ways. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shared.payments.audit.chain_checks import trusted
from shared.payments.audit.model import Detail, Discrepancy, Kind
from shared.payments.model import Payment, PaymentState
from shared.payments.store import from_item
from shared.table.keys import page_key
from shared.table.port import Item
from shared.wallets.model import JournalLine, JournalPage, LineKind

_SETTLING = (LineKind.ORDER, LineKind.TOP_UP)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page, the payment that it names, and the orders of its lines by id."""

    page: JournalPage
    payment: Item | None
    orders: Mapping[str, Item] = field(default_factory=dict)


def check_lines(facts: PageFacts) -> list[Discrepancy]:
    """Every line by which an order was paid, or a top-up came in, is that of a payment which succeeded, once."""
    page = facts.page
    lines = [line for line in page.lines if line.kind in _SETTLING]
    if not lines:
        return []
    payment = from_item(facts.payment) if facts.payment else None
    if payment is None or not _moved_by(payment, page):
        state = str(payment.state) if payment else None
        said: dict[str, Detail] = {
            "payment": page.payment_id,
            "state": state,
            "page": payment.page if payment else None,
        }
        return [Discrepancy(Kind.LINE_WITHOUT_PAYMENT, _subject(page), page.merchant_id, said)]
    found = [each for line in lines for each in _check_line(line, payment, facts)]
    total = sum(abs(line.amount) for line in lines)
    if not found and total != payment.amount:
        said = {"payment": payment.id, "lines": total, "paid": payment.amount}
        found = [Discrepancy(Kind.LINE_AMOUNT_DIFFERS, _subject(page), page.merchant_id, said)]
    return found


def _moved_by(payment: Payment, page: JournalPage) -> bool:
    same_wallet = (payment.merchant_id, payment.currency) == (page.merchant_id, page.currency)
    return same_wallet and payment.state is PaymentState.SUCCEEDED and payment.page == page.number


def _check_line(line: JournalLine, payment: Payment, facts: PageFacts) -> Iterator[Discrepancy]:
    merchant_id, subject = payment.merchant_id, f"{_subject(facts.page)}#{line.reference}"
    if line.kind is LineKind.TOP_UP:
        due = payment.amount if payment.is_top_up and line.reference == payment.id else None
    else:
        due = next((-target.amount for target in payment.targets if target.id == line.reference), None)
    said: dict[str, Detail] = {"payment": payment.id, "line": line.amount, "due": due}
    if due is None:
        yield Discrepancy(Kind.LINE_WITHOUT_PAYMENT, subject, merchant_id, said)
    elif due != line.amount:
        yield Discrepancy(Kind.LINE_AMOUNT_DIFFERS, subject, merchant_id, said)
    elif line.kind is LineKind.ORDER:
        order = facts.orders.get(line.reference) or {}
        if (order.get("paid_by"), order.get("paid_amount")) != (payment.id, -line.amount):
            said = {"line": line.amount, "payment": payment.id, "paid_by": order.get("paid_by"),
                    "paid_amount": order.get("paid_amount")}  # fmt: skip
            yield Discrepancy(Kind.ORDER_NOT_PAID_BY_LINE, line.reference, merchant_id, said)


def check_has_line(payment: Payment, page: Item | None, wanted: JournalLine) -> list[Discrepancy]:
    """The page that a payment names holds this line of it; ``page`` is ``None`` when there is none."""
    is_top_up = wanted.kind is LineKind.TOP_UP
    kind = Kind.TOP_UP_WITHOUT_LINE if is_top_up else Kind.ORDER_WITHOUT_LINE
    said: dict[str, Detail] = {"payment": payment.id, "page": payment.page, "amount": wanted.amount}
    if payment.page is None:
        return [Discrepancy(kind, wanted.reference, payment.merchant_id, said)]
    subject = page_key(payment.merchant_id, payment.currency, payment.page).pk
    if page is None:
        return [Discrepancy(Kind.PAGE_MISSING, subject, payment.merchant_id, {"number": payment.page})]
    read = trusted(page, subject)
    if read is None:
        return [Discrepancy(Kind.PAGE_ALTERED, subject, payment.merchant_id, {"number": payment.page})]
    if read.payment_id == payment.id and wanted in read.lines:
        return []
    return [Discrepancy(kind, wanted.reference, payment.merchant_id, said)]


def _subject(page: JournalPage) -> str:
    return page_key(page.merchant_id, page.currency, page.number).pk
