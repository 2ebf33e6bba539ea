"""An order that its shop has been paid for, as it is taken in."""

from shared.fields import Part
from shared.orders.request import OrderRequest


class PaidOrderRequest(OrderRequest):
    """An order of any other way, but that its amount may be 0: what cost its buyer nothing is produced, too.

    Of any amount above it is the same request, with the same digest. ``collect`` should be ``none``.
    """

    amount: Part
