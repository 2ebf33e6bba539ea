"""Payments whose money may be available, handed over to others where there are many: each a message of its own."""

import json
from collections.abc import Sequence
from typing import Final

from shared.canonical import canonical_json
from shared.errors import MalformedRequest
from shared.events.port import MessageQueue

OWN_SHARE: Final = 50
"""So many a run of the schedule looks at by itself, one after the other; with two calls to the provider for each it has
time for about a hundred.
"""


def hand_over(queue: MessageQueue, payment_ids: Sequence[str]) -> Sequence[str]:
    """Put all but the first few on the queue, and return those. What is put there twice is looked at once."""
    queue.send([message(each) for each in payment_ids[OWN_SHARE:]])
    return payment_ids[:OWN_SHARE]


def message(payment_id: str) -> str:
    """What asks for a look at a payment."""
    return canonical_json({"clearing": {"payment_id": payment_id}})


def read_message(body: str) -> str:
    """The payment that a message names. Raises :class:`MalformedRequest` for any other message."""
    try:
        payment_id = json.loads(body)["clearing"]["payment_id"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not a payment to look at", code="invalid_message") from error
    return str(payment_id)
