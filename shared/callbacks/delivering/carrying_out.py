"""What the queue of second tries asks for, carried out."""

from typing import Any

from shared.callbacks.delivering.courier import Courier
from shared.callbacks.delivering.looking import look_at
from shared.callbacks.delivering.replaying import replay_slice
from shared.callbacks.delivering.slow_lane import send_line
from shared.callbacks.requests import EndpointRequest, LineRequest, read_request
from shared.events.port import GroupedQueue


def carry_out(courier: Courier, retries: GroupedQueue, body: str) -> dict[str, Any]:
    """One message; what came of it, for the log. Raises ``MalformedRequest``, and ``Busy`` to have it come again."""
    request = read_request(body, courier.clock.now())
    match request:
        case LineRequest():
            sent = send_line(courier, request.subject_id)
            counts = {"delivered": sent.delivered, "refused": sent.refused, "ended": sent.ended}
            return counts | {"about": request.subject_id}
        case EndpointRequest():
            return look_at(courier, retries, request)
        case _:
            return {"replayed": replay_slice(courier.table, courier.clock, retries, request)}
