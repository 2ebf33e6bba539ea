"""What an order keeps of the confirmation of its payment: why there is none."""

from shared.table.keys import order_key
from shared.table.port import Condition, Update


def unconfirmed_update(order_id: str, link_id: str, reason: str) -> Update:
    """Nobody can be told by mail that the order was paid by this link; the first reason stands."""
    paid = Condition("#paid_link = :link AND attribute_not_exists(#unconfirmed)", {"link": link_id})
    return Update(order_key(order_id), {"unconfirmed": reason}, condition=paid)
