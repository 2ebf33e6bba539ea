"""Merchants' own accounts: what collects there begins there, stays there, goes back there (rules M3, M4, M13)."""

from shared.table.account_keys import account_owner_key, stripe_account_key
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change


def payment_begins_where_it_may(books: Books, change: Change) -> None:
    """On the merchant's own account only while that is connected; a top-up never."""
    payment = change.new
    assert payment is not None
    if change.old is not None or "account" not in payment:
        return
    demand("orders" in payment, "M13", f"top-up {payment['id']} collects on {payment['account']}")
    account = books.memory.items.get(stripe_account_key(payment["merchant_id"]), {})
    stands = (account.get("id"), account.get("state")) == (payment["account"], "connected")
    demand(stands, "accounts", f"{payment['id']} begins on {payment['account']}, the merchant has {account}")


def account_is_one_merchant_s(books: Books, change: Change) -> None:
    """While it is connected: the one under whose id it is known."""
    account = change.new
    assert account is not None
    if account["state"] not in ("connected", "disconnecting"):
        return
    owner = books.memory.items.get(account_owner_key(account["id"]), {})
    same = owner.get("merchant_id") == account["merchant_id"]
    demand(same, "accounts", f"{account['id']} of {account['merchant_id']} is {owner.get('merchant_id')}'s")


def returns_stay_there(books: Books, change: Change) -> None:
    """What was paid on a merchant's own account goes back on it, never to its credits."""
    item = change.new
    assert item is not None
    surplus = books.surplus(item["intent_id"]) if "intent_id" in item else {}
    money = surplus or books.payment(item["payment_id"])
    demand(item.get("account") == money.get("account"), "M13", f"return {item['id']} is not where its money is")
    demand(not (item["to_wallet"] and "account" in item), "M13", f"return {item['id']} of {item.get('account')}")
