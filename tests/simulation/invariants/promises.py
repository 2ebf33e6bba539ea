"""M6: a 2xx answer means durable."""

from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand


def orders_taken_in_are_there(books: Books) -> None:
    """Every order that a caller was told of."""
    for order_id in books.promised:
        demand(bool(books.order(order_id)), "M6", f"order {order_id} was answered and is not there")
    books.promised.clear()
