"""M13 and M14: what goes back is counted once, on the money, on the orders and in the journal, and never exceeds it."""

import json
from typing import Final

from shared.stripe_gateway.amounts import to_stripe
from shared.table.port import Item
from shared.wallets.model import JournalLine, LineKind
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

CLAWBACKS: Final = frozenset({LineKind.TOP_UP_REFUNDED, LineKind.TOP_UP_DISPUTED, LineKind.SURPLUS_WITHDRAWN})
ORDER_CREDITS: Final = frozenset({LineKind.ORDER_CANCELLED, LineKind.ORDER_REFUNDED})
_FIXED: Final = (
    "id",
    "amount",
    "currency",
    "intent_id",
    "account",
    "payment_id",
    "return_kind",
    "origin",
    "to_wallet",
    "target_id",
)


def return_is_counted(books: Books, change: Change) -> None:
    """By as much as it covers, on what it is taken from and on its orders; later news never makes it younger."""
    old, new = change.old, change.new
    assert new is not None
    name = f"return {new['id']}"
    demand(0 <= new["covered"] <= new["amount"], "M13", f"{name} covers {new['covered']} of {new['amount']}")
    demand(new.get("failure") != "resource_missing", "M13", f"{name} was asked for where its money is not")
    if old is not None:
        demand(all(old.get(each) == new.get(each) for each in _FIXED), "M4", f"{name} became another")
        demand(new["rank"] >= old["rank"], "states", f"{name}: {old['state']} to {new['state']}")
        demand(new["attempt"] >= old["attempt"], "M4", f"{name} forgot a try")
    books.covered[taken_from(books, new)] += new["covered"] - (old["covered"] if old else 0)
    for sign, item in ((-1, old), (1, new)):
        for order_id, amount in json.loads(item["shares"]) if item else ():
            books.shares[order_id, new["return_kind"]] += sign * amount
    demand(
        books.moved[new["id"]] == _in_wallet(books, new), "M13", f"{name}: the journal says {books.moved[new['id']]}"
    )


def taken_from(books: Books, item: Item) -> str:
    """The id of the surplus or of the payment that brought this money."""
    surplus = books.surplus(item["intent_id"]) if "intent_id" in item else {}
    return str(surplus.get("pk", item["payment_id"]))


def _in_wallet(books: Books, item: Item) -> int:
    """What the journal must say under this return's own name."""
    if "intent_id" not in item:
        return 0  # Of credits: under the names of the orders.
    payment = books.payment(item["payment_id"])
    if payment.get("intent_id") == item["intent_id"] and payment["state"] == "succeeded" and "orders" not in payment:
        return -int(item["covered"])
    return int(item["covered"]) if item["to_wallet"] else 0


def money_knows_its_returns(books: Books, change: Change) -> None:
    """On a payment or a surplus: the sum of what its returns cover, never more than arrived."""
    money = change.new
    assert money is not None
    returned = money.get("returned", 0)
    demand(0 <= returned <= money["amount"], "M13", f"{money['pk']}: {returned} of {money['amount']} went back")
    counted = books.covered[money["pk"]]
    demand(returned == counted, "M13", f"{money['pk']} says {returned} went back, its returns {counted}")


def order_knows_its_returns(books: Books, change: Change) -> None:
    """On an order: by refunds and by disputes, and its status follows."""
    order = change.new
    assert order is not None
    refunded, disputed = order.get("refunded_amount", 0), order.get("disputed_amount", 0)
    if "paid_amount" not in order:
        demand(refunded == disputed == 0, "M13", f"{order['id']} was never paid, {refunded + disputed} went back")
        return
    paid = order["paid_amount"]
    counted = (books.shares[order["id"], "refund"], books.shares[order["id"], "dispute"])
    demand((refunded, disputed) == counted, "M13", f"{order['id']} says {(refunded, disputed)}, its returns {counted}")
    demand(refunded + disputed <= paid, "M13", f"{order['id']} cost {paid}, {refunded + disputed} went back")
    part = "paid" if not refunded else "refunded" if refunded == paid else "partially_refunded"
    status = "disputed" if disputed else part
    demand(order["payment_status"] == status, "M13", f"{order['id']} is {order['payment_status']}, should be {status}")
    credited = books.credited[order["id"]]
    due = refunded if order["paid_means"] == "credits" else 0
    demand(credited == due, "M13", f"{order['id']}: {credited} came back to credits, due {due}")
    if disputed or (change.old or {}).get("disputed_amount"):
        done = order["status"] == "completed" and (change.old or {}).get("status") != "completed"
        demand(not done, "M14", f"disputed {order['id']} was completed")


def only_clawbacks_leave_debt(books: Books, line: JournalLine, balance: int) -> None:
    """A wallet goes below zero only when the provider takes money away that was spent (rule M7)."""
    if balance < 0 and line.amount < 0:
        demand(line.kind in CLAWBACKS, "M7", f"{line.kind} {line.reference} leaves {balance}")
        origin = books.a_return(line.reference).get("origin")
        demand(origin != "operator", "M7", f"a refund of the operator leaves {balance}")


def refund_is_stored_first(books: Books) -> None:
    """Each refund that we made at the provider was stored before, to the letter, and is the only one of its return."""
    if books.provider.refund_count == books.refunds_seen:
        return
    made = books.provider.refunds()
    fresh, books.refunds_seen = made[books.refunds_seen :], len(made)
    for refund in fresh:
        return_id = refund["metadata"].get("orderpay_refund")
        if return_id is None:
            continue
        stored = books.a_return(return_id)
        units = to_stripe(stored["amount"], stored["currency"]) if stored else 0
        asked = (refund["amount"], refund["payment_intent"], books.provider.place(refund["id"]))
        demand(
            (units, stored.get("intent_id"), stored.get("account", "")) == asked,
            "M4",
            f"{refund['id']} of {asked}, stored is {stored}",
        )
        first = books.refund_of.setdefault(return_id, refund["id"])
        demand(first == refund["id"], "M13", f"{return_id} went back as {first} and as {refund['id']}")
