"""M8 and M11: what is closed cannot be paid."""

from typing import Final

from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

_NEXT: Final = {
    "open": {"open", "voiding", "paid", "void"},
    "voiding": {"voiding", "paid", "void", "expired"},
    "paid": {"paid"},
    "void": {"void"},
    "expired": {"expired"},
}
_DUE: Final[dict[str, tuple[str, ...]]] = {"open": ("due#link",), "voiding": ("due#link", "due#purge")}
_CLOSED: Final = frozenset({"void", "expired", "forgotten"})


def link_never_goes_back(books: Books, change: Change) -> None:
    """States, and that what is not at an end is due."""
    old, new = change.old, change.new
    assert new is not None
    if old is not None:
        demand(new["status"] in _NEXT[old["status"]], "states", f"link {new['id']}: {old['status']} to {new['status']}")
    kinds = _DUE.get(new["status"], ("due#purge",))
    demand(new.get("due_pk", "").startswith(kinds), "repair", f"link {new['id']} is {new['status']}, due otherwise")


def order_points_to_its_link(books: Books, change: Change) -> None:
    """At most one link of an order stands, and the order names it."""
    link = change.new
    assert link is not None
    if link["status"] in ("open", "voiding"):
        named = books.payable(link["target_id"]).get("link_id")
        demand(named == link["id"], "M8", f"link {link['id']} is {link['status']}, its order names {named}")


def closed_link_collects_nothing(books: Books, change: Change) -> None:
    """Void or expired is written only when no payment of it may still collect; paid only by its own payment."""
    link = change.new
    assert link is not None
    order = books.payable(link["target_id"])
    if link["status"] in ("void", "expired") and "claim" in order:
        claiming = books.payment(order["claim"]).get("link_id")
        demand(claiming != link["id"], "M8", f"link {link['id']} is {link['status']} with a payment in flight")
    if link["status"] == "paid":
        by = books.payment(order.get("paid_by", "")).get("link_id")
        demand(by == link["id"], "M8", f"link {link['id']} is paid, its order by another")


def closed_pages_are_closed(books: Books) -> None:
    """A page whose address a buyer has is closed once its link is, or once its payment has ended unpaid."""
    for session_id in sorted(books.handed_out):
        session = books.provider.session(session_id)
        if session["status"] != "open":
            books.handed_out.discard(session_id)
            continue
        payment = books.payment(session["metadata"]["orderpay_payment"])
        demand(payment.get("session_id") == session_id, "M8", f"session {session_id} was handed out, not stored")
        state = payment["state"]
        demand(state not in ("failed", "cancelled"), "M11", f"{payment['id']} is {state}, its page can be paid")
        status = books.link(payment["link_id"]).get("status", "forgotten") if "link_id" in payment else None
        demand(status not in _CLOSED, "M8", f"a link is {status}, its page can be paid")


def answers_stand(books: Books) -> None:
    """Who was told that a link is void finds it closed, until it is forgotten together with the key that made it."""
    for link_id in sorted(books.closed_links):
        status = books.link(link_id).get("status", "forgotten")
        if status == "forgotten":
            books.closed_links.discard(link_id)
        demand(status in _CLOSED, "M6", f"link {link_id} was told void, is {status}")
