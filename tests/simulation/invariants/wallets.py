"""M1 and M7: balance, journal, chain."""

from shared.table.keys import page_key
from shared.table.port import Item
from shared.wallets.model import GENESIS, LineKind
from shared.wallets.store import page_from_item
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change


def page_continues_the_chain(books: Books, change: Change) -> None:
    """A page is written once, numbered next, names the hash before it, and hashes to what it says."""
    demand(change.old is None, "M1", f"journal page {change.key.pk} was changed")
    assert change.new is not None
    page = page_from_item(change.new)
    number, last_hash, balance = books.chains.get((page.merchant_id, page.currency), (0, GENESIS, 0))
    balance += sum(line.amount for line in page.lines)
    demand(page.number == number + 1, "M1", f"page {page.number} follows {number}")
    demand(page.previous_hash == last_hash, "M1", f"page {page.number} is not chained")
    demand(page.hash == change.new["hash"], "M1", f"page {page.number} does not hash to what it says")
    demand(page.balance_after == balance, "M1", f"page {page.number} says {page.balance_after}, is {balance}")
    demand(balance >= 0, "M7", f"page {page.number} leaves {balance}")
    books.chains[page.merchant_id, page.currency] = (page.number, page.hash, balance)


def page_has_reasons(books: Books, change: Change) -> None:
    """Each line is an order that this page's payment paid, or a top-up that succeeded; each once in all journals."""
    assert change.new is not None
    page = page_from_item(change.new)
    payment = books.payment(page.payment_id)
    demand(payment.get("state") == "succeeded", "M1", f"a page of payment {page.payment_id}, {payment.get('state')}")
    for line in page.lines:
        named = f"{line.kind} {line.reference}"
        books.journal_references[named] += 1
        demand(books.journal_references[named] == 1, "M2", f"{named} is in the journal twice")
        if line.kind is LineKind.ORDER_CANCELLED:
            order = books.order(line.reference)
            told = (order.get("status"), order.get("paid_by"), order.get("paid_amount"))
            demand(told == ("cancelled", page.payment_id, line.amount), "M13", f"{named}: {line.amount} for {told}")
            books.went_back[line.reference] += line.amount
            books.went_back[page.payment_id] += line.amount
        elif line.kind is LineKind.ORDER:
            order = books.order(line.reference)
            paid = (order.get("paid_by"), order.get("paid_amount"), order.get("amount"))
            demand(paid == (page.payment_id, -line.amount, -line.amount), "M2", f"{line.reference} paid as {paid}")
        else:
            got = (line.reference, payment.get("amount"), payment.get("received_amount"))
            demand(got == (payment.get("id"), line.amount, line.amount), "M12", f"top-up {got}")


def wallet_agrees_with_its_journal(books: Books, change: Change) -> None:
    """Balance, number and hash of the last page, in the same commit."""
    assert change.new is not None
    wallet = change.new
    chain = books.chains.get((wallet["merchant_id"], wallet["currency"]), (0, GENESIS, 0))
    last = change_of_page(books, wallet["merchant_id"], wallet["currency"], wallet.get("sequence", 0))
    shown = (wallet.get("sequence", 0), wallet.get("last_hash", GENESIS), wallet.get("balance", 0))
    demand(shown == (last or chain), "M1", f"the wallet says {shown}, its journal {last or chain}")
    demand(shown[2] >= 0, "M7", f"the balance is {shown[2]}")
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
    if "request_digest" not in books.payment(page["payment_id"]):
        demand("consent" in old, "consent", f"a debit of {change.key.pk} without consent")
        demand("paused" not in old, "consent", f"a debit of {change.key.pk} while it was paused")
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
