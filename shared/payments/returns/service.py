"""Reading what went back of a payment."""

from shared.errors import NotFound
from shared.payments.store import read_payment
from shared.table.keys import owned_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Table


def list_returns(table: Table, payment_id: str, page: PageRequest) -> Listing:
    """A payment's refunds, disputes and credits, newest first. Raises :class:`NotFound`."""
    if read_payment(table, payment_id) is None:
        raise NotFound("no such payment")
    return list_page(table, [owned_list(payment_id, "return")], page)
