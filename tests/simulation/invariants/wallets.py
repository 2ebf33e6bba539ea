"""M1 and M7: balance, journal, chain."""

from typing import Final

from shared.table.keys import adjustment_key, fee_key, page_key
from shared.table.port import Item
from shared.wallets.model import GENESIS, JournalLine, JournalPage, LineKind
from shared.wallets.store import page_from_item
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.simulation.invariants.returns import ORDER_CREDITS, only_clawbacks_leave_debt
from tests.support.simulation.table import Change

_ONCE: Final = frozenset({LineKind.ORDER, LineKind.ORDER_CANCELLED, LineKind.TOP_UP, LineKind.ADJUSTMENT, LineKind.FEE,
                         LineKind.FEE_RETURNED})  # fmt: skip
"""Lines that come once for what they are about."""


def page_continues_the_chain(books: Books, change: Change) -> None:
    """A page is written once, numbered next, names the hash before it, and hashes to what it says."""
    demand(change.old is None, "M1", f"journal page {change.key.pk} was changed")
    assert change.new is not None
    page, says = page_from_item(change.new), change.new["hash"]
    number, last_hash, balance = books.chains.get((page.merchant_id, page.currency), (0, GENESIS, 0))
    balance += sum(line.amount for line in page.lines)
    demand(page.number == number + 1, "M1", f"page {page.number} follows {number}")
    demand(page.previous_hash == last_hash, "M1", f"page {page.number} is not chained")
    demand(page.hash == says, "M1", f"page {page.number} does not hash to what it says")
    demand(page.balance_after == balance, "M1", f"page {page.number} says {page.balance_after}, is {balance}")
    books.chains[page.merchant_id, page.currency] = (page.number, says, balance)


def page_has_reasons(books: Books, change: Change) -> None:
    """Each line is an order that this page's payment paid, or a top-up that succeeded; each once in all journals."""
    assert change.new is not None
    page = page_from_item(change.new)
    for line in page.lines:
        named = f"{line.kind} {line.reference}"
        books.journal_references[named] += 1
        if line.kind in _ONCE:
            demand(books.journal_references[named] == 1, "M2", f"{named} is in the journal twice")
        _check_line(books, page, line)
        only_clawbacks_leave_debt(books, line, page.balance_after)


def _check_line(books: Books, page: JournalPage, line: JournalLine) -> None:
    payment = books.payment(page.payment_id)
    if line.kind is LineKind.ADJUSTMENT:
        stored = books.memory.items.get(adjustment_key(line.reference), {})
        demand(stored.get("amount") == line.amount, "M1", f"adjustment {line.reference} of {line.amount}: {stored}")
    elif line.kind in (LineKind.FEE, LineKind.FEE_RETURNED):
        fee = books.memory.items.get(fee_key(line.reference), {})
        due = -fee.get("amount", 0) if line.kind is LineKind.FEE else fee.get("amount", 0)
        demand(line.amount == due, "M1", f"{line.kind} of {line.amount}: {fee}")
    elif line.kind is LineKind.ORDER:
        order = books.order(line.reference)
        paid = (order.get("paid_by"), order.get("paid_amount"), order.get("amount"))
        demand(paid == (page.payment_id, -line.amount, -line.amount), "M2", f"{line.reference} paid as {paid}")
        demand(payment.get("state") == "succeeded", "M1", f"{page.payment_id} is {payment.get('state')}")
    elif line.kind is LineKind.TOP_UP:
        got = (line.reference, payment.get("amount"), payment.get("received_amount"), payment.get("state"))
        demand(got == (payment.get("id"), line.amount, line.amount, "succeeded"), "M12", f"top-up {got}")
    elif line.kind in ORDER_CREDITS:
        books.credited[line.reference] += line.amount
        by = books.order(line.reference).get("paid_by")
        demand(by == page.payment_id, "M13", f"{line.reference} was paid by {by}, credited of {page.payment_id}")
    else:
        books.moved[line.reference] += line.amount
        of = books.a_return(line.reference).get("payment_id")
        demand(of == page.payment_id, "M13", f"{line.kind} {line.reference} of {of} on a page of {page.payment_id}")


def wallet_agrees_with_its_journal(books: Books, change: Change) -> None:
    """Balance, number and hash of the last page, in the same commit."""
    assert change.new is not None
    wallet = change.new
    chain = books.chains.get((wallet["merchant_id"], wallet["currency"]), (0, GENESIS, 0))
    last = change_of_page(books, wallet["merchant_id"], wallet["currency"], wallet.get("sequence", 0))
    shown = (wallet.get("sequence", 0), wallet.get("last_hash", GENESIS), wallet.get("balance", 0))
    demand(shown == (last or chain), "M1", f"the wallet says {shown}, its journal {last or chain}")
    if change.old is not None:
        demand(shown[0] >= change.old.get("sequence", 0), "M1", "the journal went backwards")


def change_of_page(books: Books, merchant_id: str, currency: str, number: int) -> tuple[int, str, int] | None:
    """The page of that number, as the wallet should repeat it."""
    page = books.memory.items.get(page_key(merchant_id, currency, number))
    return (number, page["hash"], page["balance_after"]) if page else None


def debit_was_agreed_to(books: Books, change: Change) -> None:
    """Credits pay orders by themselves only while the wallet's owner agrees to it; by hand without that."""
    assert change.new is not None
    old, new = change.old or {}, change.new
    if new.get("balance", 0) >= old.get("balance", 0):
        return
    page = books.memory.items[page_key(new["merchant_id"], new["currency"], new["sequence"])]
    by_itself = page_from_item(page).lines[0].kind is LineKind.ORDER
    if by_itself and "request_digest" not in books.payment(page["payment_id"]):
        demand("consent" in old, "consent", f"a debit of {change.key.pk} without consent")
        held = {"paused", "restricted"} & old.keys()
        demand(not held, "consent", f"a debit of {change.key.pk} while it was {held}")
        _within_limits(books, old, page)


def _within_limits(books: Books, wallet: Item, page: Item) -> None:
    """Of each order, and of all that was debited automatically on one day in UTC."""
    lines = page_from_item(page).lines
    largest, total = max(-line.amount for line in lines), -sum(line.amount for line in lines)
    owner = (page["merchant_id"], page["currency"])
    day, spent = books.spent.get(owner, ("", 0))
    today = max(day, page["at"][:10])
    spent = total + (spent if today == day else 0)
    books.spent[owner] = (today, spent)
    demand(largest <= wallet.get("limit_per_order", largest), "limits", f"an order of {largest} was debited of {owner}")
    demand(spent <= wallet.get("limit_per_day", spent), "limits", f"{spent} were debited of {owner} on {today}")
