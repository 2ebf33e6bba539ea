"""Orders of connected shops: one for each, as its shop says, and never paid twice over for being paid in the shop."""

from typing import Final

from pydantic_core import from_json

from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.shop_payloads import Stand
from tests.support.simulation.table import Change

_EXTERNAL: Final = "external"
_NO_MONEY: Final = frozenset({"session_id", "intent_id", "due_pk", "surplus", "checkout_url", "attempts"})


def order_is_one_of_its_shop(books: Books, change: Change) -> None:
    """Born once for each order of the shop, paid only if the shop said so, for an amount that the shop said."""
    order, shops = change.new, books.connected
    assert order is not None
    if order["source"] not in shops.shops:
        return
    if change.old is None:
        named = (order["source"], int(order["external_id"]))
        demand(named not in shops.orders.values(), "shops", f"{named} has two orders")
        shops.orders[order["id"]] = named
    if order["id"] in shops.touched:
        return
    told = [each.says for each in shops.told_of.get(shops.orders[order["id"]], ()) if each.says is not None]
    of_shop = order.get("paid_means") == _EXTERNAL
    amount = order["paid_amount"] if of_shop else order["amount"]
    stands = {says.stand for says in told if says.amount == amount and says.currency == order["currency"]}
    demand(bool(stands), "shops", f"{order['id']} is for {amount} {order['currency']}, which its shop never said")
    demand(not of_shop or Stand.PAID in stands, "shops", f"{order['id']} counts as paid in the shop, unsaid")
    born_unpaid = change.old is None and order["payment_status"] == "unpaid"
    demand(not born_unpaid or Stand.UNPAID in stands, "shops", f"{order['id']} is to be collected, unsaid")


def shop_order_is_collected_as_said(books: Books, change: Change) -> None:
    """A payment begins for what its shop last said is due, as far as that has been dealt with, and not more."""
    payment, shops = change.new, books.connected
    assert payment is not None
    if change.old is not None or payment["means"] == _EXTERNAL or "orders" not in payment:
        return
    for order_id, _, _ in from_json(payment["orders"]):
        named = shops.orders.get(order_id)
        last = shops.last_done(named) if named is not None and order_id not in shops.touched else None
        if last is None or last.says is None or last.item["outcome"] == "conflict":
            continue
        # A merchant may ask for more by a link of its own.
        amount = books.order(order_id)["amount"]
        due = last.says.amount if last.says.stand in (Stand.UNPAID, Stand.RESERVED) else 0
        what = f"{payment['id']} collects {amount} of {order_id}; its shop says {last.says.stand}, {due}"
        demand(amount <= due, "shops", what)


def external_payment_moves_nothing(books: Books, change: Change) -> None:
    """One for each order, of what its shop took: no session, no intent, no clearing, and it stays what it is."""
    payment, shops = change.new, books.connected
    assert payment is not None
    if payment["means"] != _EXTERNAL:
        return
    name = f"external payment {payment['id']}"
    demand(payment["state"] == "succeeded", "external", f"{name} is {payment['state']}")
    kept = sorted(_NO_MONEY & payment.keys())
    demand(not kept, "external", f"{name} has {kept}")
    rows = from_json(payment["orders"])
    demand(len(rows) == 1, "external", f"{name} is of {len(rows)} orders")
    order_id, amount, _ = rows[0]
    order = books.order(order_id)
    first = shops.external.setdefault(order_id, payment["id"])
    demand(first == payment["id"], "external", f"{order_id} has {first} and {payment['id']}")
    due = (order["amount"], order["currency"], order["merchant_id"])
    told = (payment["amount"], payment["currency"], payment["merchant_id"])
    demand(told == due and amount == due[0], "external", f"{name} records {told}, its order is {due}")
    demand(order.get("paid_by") == payment["id"], "external", f"{name} did not pay {order_id}")


def external_stays_external(books: Books, change: Change) -> None:
    """Nothing of it goes back by us."""
    a_return = change.new
    assert a_return is not None
    means = books.payment(a_return["payment_id"]).get("means") if "payment_id" in a_return else None
    demand(means != _EXTERNAL, "external", f"{a_return['id']} returns money that the shop has")


def page_is_not_external(books: Books, change: Change) -> None:
    """No wallet is moved by it."""
    page = change.new
    assert page is not None
    means = books.payment(page["payment_id"]).get("means")
    demand(means != _EXTERNAL, "external", f"journal page {page['number']} is of {page['payment_id']}")
