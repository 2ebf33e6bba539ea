"""M6: a 2xx answer means durable."""

from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand


def orders_taken_in_are_there(books: Books) -> None:
    """Every order that a caller was told of."""
    for order_id in books.promised:
        demand(bool(books.order(order_id)), "M6", f"order {order_id} was answered and is not there")
    books.promised.clear()


def cancelled_orders_stay_so(books: Books) -> None:
    """Every order that a caller was told is cancelled."""
    for order_id in books.promised_cancelled:
        status = books.order(order_id).get("status")
        demand(status == "cancelled", "M6", f"order {order_id} was told cancelled, is {status}")
    books.promised_cancelled.clear()
