"""What ended in the dead-letter queue: a delivery is due again, a page of a walk asked for once more."""

from shared.clock import Clock
from shared.payments.taking.messages import DeliveryRequest, read_request
from shared.payments.taking.outcomes import put_back
from shared.payments.taking.walking import walk_again
from shared.shops.delivery import read_delivery
from shared.table.port import Table


def redrive_taking(table: Table, clock: Clock, body: str) -> None:
    """One conditional write in place of the message. Raises ``MalformedRequest`` for any other message."""
    asked = read_request(body)
    if not isinstance(asked, DeliveryRequest):
        walk_again(table, asked)
    elif (delivery := read_delivery(table, asked.delivery_id)) is not None:
        put_back(table, clock, delivery)
