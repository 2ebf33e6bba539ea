"""What the queue of connected shops asks for, carried out."""

from typing import Any

from shared.payments.taking.messages import DeliveryRequest, read_request
from shared.payments.taking.taking import Taking, take
from shared.payments.taking.walking import walk_on


def carry_out(taking: Taking, body: str) -> dict[str, Any]:
    """One message; what came of it, for the log. Raises ``MalformedRequest``, and whatever has it come again."""
    asked = read_request(body)
    if isinstance(asked, DeliveryRequest):
        return take(taking, asked)
    return {"connection": asked.connection_id, "taken_up": walk_on(taking.context.table, asked)}
