"""The day's report: every order, the totals, the books."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from local.demo.books import WalletBooks
from local.demo.callbacks import CallbackStory
from local.demo.charges import ChargeStory
from local.demo.connected import ConnectedStory
from local.demo.orders_file import BadLine
from local.demo.outcomes import Outcome
from local.demo.tables import clipped, table
from shared.money import EXPONENTS, format_amount

_NAME_WIDTH = 24


def order_table(outcomes: Sequence[Outcome]) -> str:
    """One row for every line of the file."""
    rows = [
        (
            str(outcome.receipt.line.number),
            clipped(outcome.receipt.line.merchant, _NAME_WIDTH),
            clipped(str(outcome.receipt.line.body.get("source", "")), 12),
            clipped(str(outcome.receipt.line.body.get("external_id", "")), 20),
            *_amount(outcome),
            outcome.group,
            clipped(outcome.detail, 70),
        )
        for outcome in outcomes
    ]
    header = ("line", "merchant", "source", "external id", "amount", "", "what became of it", "")
    return table(header, rows, right=frozenset({0, 4}))


def bad_line_table(bad: Sequence[BadLine]) -> str:
    """The lines that were no orders."""
    return table(("line", "not sent because"), [(str(line.number), clipped(line.reason, 100)) for line in bad])


def group_table(outcomes: Sequence[Outcome]) -> str:
    """How many lines ended how."""
    counts = Counter(outcome.group for outcome in outcomes)
    return table(
        ("lines", "what became of them"), [(str(n), group) for group, n in counts.most_common()], frozenset({0})
    )


def total_table(outcomes: Sequence[Outcome]) -> str:
    """Totals of each merchant in each currency."""
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for outcome in outcomes:
        line = outcome.receipt.line
        if outcome.is_order:
            row = sums[line.merchant, line.body["currency"]]
            row["orders"] += 1
            row["ordered"] += line.amount
            row[_column(outcome.group)] += line.amount
    rows = [
        (
            clipped(merchant, _NAME_WIDTH),
            currency,
            str(row["orders"]),
            *(format_amount(row[name], currency) for name in ("ordered", "credits", "link", "waiting")),
        )
        for (merchant, currency), row in sorted(sums.items())
    ]
    header = ("merchant", "currency", "orders", "ordered", "from credits", "by link", "not paid")
    return table(header, rows, right=frozenset(range(2, 7)))


def charge_table(charges: Sequence[ChargeStory]) -> str:
    """Each card's turn at an invoice, in order of priority."""
    rows = [
        (
            clipped(charge.merchant, _NAME_WIDTH),
            charge.invoice,
            format_amount(charge.amount, charge.currency),
            charge.currency,
            card,
            outcome,
            reason,
        )
        for charge in charges
        for card, outcome, reason in charge.attempts
    ]
    return table(("merchant", "invoice", "amount", "", "charged to", "outcome", "because"), rows, right=frozenset({2}))


def callback_table(stories: Sequence[CallbackStory]) -> str:
    """What each merchant's own server got, and whether it could believe it."""
    rows = [
        (
            clipped(story.merchant, _NAME_WIDTH),
            str(story.verified),
            str(story.repeated),
            str(story.out_of_order),
            f"{story.refused} of {story.forged}",
            str(story.missing),
            clipped(_counted(story.types), 70),
        )
        for story in stories
    ]
    header = ("merchant", "verified", "repeated", "out of order", "forged, refused", "not told", "of these")
    return table(header, rows, right=frozenset(range(1, 6)))


def connected_table(stories: Sequence[ConnectedStory]) -> str:
    """Each connected shop: its orders by how they stand here, its deliveries by outcome, and what is wrong."""
    rows = [
        (
            clipped(story.domain, 28),
            _counted(story.orders),
            _counted(story.outcomes),
            f"{story.answers.get('401', 0)} of {story.forged}",
            clipped("; ".join(story.faults), 200) or "agrees with the shop",
        )
        for story in stories
    ]
    return table(("shop", "orders", "deliveries", "forged, refused", ""), rows)


def book_table(books: Sequence[WalletBooks]) -> str:
    """Every wallet's balance against its journal."""
    rows = [
        (
            clipped(entry.merchant, _NAME_WIDTH),
            entry.currency,
            format_amount(entry.balance, entry.currency),
            format_amount(entry.journal_sum, entry.currency),
            str(entry.pages),
            "; ".join(entry.faults) or "balances, chain whole",
        )
        for entry in sorted(books, key=lambda entry: (entry.merchant, entry.currency))
    ]
    header = ("merchant", "wallet", "balance", "journal", "pages", "")
    return table(header, rows, right=frozenset({2, 3, 4}))


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(numbers.items()))


def _column(group: str) -> str:
    return {"paid from credits": "credits", "paid by link": "link"}.get(group, "waiting")


def _amount(outcome: Outcome) -> tuple[str, str]:
    currency = str(outcome.receipt.line.body.get("currency", ""))
    if currency in EXPONENTS and outcome.receipt.line.amount:
        return format_amount(outcome.receipt.line.amount, currency), currency
    return clipped(str(outcome.receipt.line.body.get("amount", "")), 12), clipped(currency, 8)
