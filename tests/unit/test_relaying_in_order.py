"""What is told of the same thing is told in its order, on the bus as by callbacks."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.errors import Busy
from shared.payments.outbox.relay import relay
from tests.unit.test_relay import PAID, Doors, Outlet, order_item, record

COMPLETE = PAID | {"status": "completed", "completed_at": PAID["released_at"]}


@dataclass
class Rounds(Outlet):
    """Refuses the call of this number, once."""

    refused_from: int = 0
    types: list[list[str]] = field(default_factory=list)

    def send(self, messages: Any) -> None:
        """A queue's door."""
        if len(self.types) + 1 == self.refused_from:
            self.refused_from = 0
            raise Busy("not now")
        self.types.append([json.loads(message.body)["callback"]["event"]["type"] for message in messages])


def test_what_credits_paid_is_told_released_and_complete_in_this_order() -> None:
    doors = Doors()
    relay(doors.outlets(), [record(order_item(each, **COMPLETE), order_item(each)) for each in ("ord_1", "ord_2")])
    assert [(event.type, event.subject_id, event.at) for event in doors.bus.got] == [
        (kind, each, PAID["released_at"])
        for each in ("ord_1", "ord_2")
        for kind in ("order.released", "order.completed")
    ]


def test_no_callback_leaves_before_all_earlier_ones_about_the_same_thing_were_taken() -> None:
    """A queue may take a later message of a batch and refuse an earlier one: what follows is not in the same batch."""
    refuses = Rounds(refused_from=2)
    doors = Doors(callbacks=refuses)
    records = [record(order_item(each, **COMPLETE), order_item(each)) for each in ("ord_1", "ord_2")]
    with pytest.raises(Busy):
        relay(doors.outlets(), records)
    assert refuses.types == [["order.released", "order.released"]]
    relay(doors.outlets(), records[:1])
    assert refuses.types[1:] == [["order.released"], ["order.completed"]]
