"""Which changes of the table are a wish for a message, and how it is read."""

import pytest

from shared.errors import MalformedRequest
from shared.payments.sending.messages import ConfirmPayment, HandOver, read_message, wanted_message
from shared.table.port import Item

QUEUED: Item = {"kind": "sending", "id": "snd_1", "link_id": "lnk_1", "status": "queued"}
ORDER: Item = {"kind": "order", "id": "ord_1"}
PAID = ORDER | {"paid_link": "lnk_1"}


def test_a_new_sending_is_handed_over() -> None:
    body = wanted_message(None, QUEUED)
    assert body is not None
    assert read_message(body) == HandOver("lnk_1", "snd_1")


def test_an_order_that_a_link_has_paid_is_confirmed() -> None:
    body = wanted_message(ORDER, PAID)
    assert body is not None
    assert read_message(body) == ConfirmPayment("lnk_1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (QUEUED | {"status": "sending"}, QUEUED),  # It waits: the message that it had comes again.
        (QUEUED, QUEUED | {"status": "sending"}),
        (QUEUED, None),
        (PAID, PAID | {"payment_status": "refunded"}),
        (PAID, None),
        (None, ORDER),
        (None, {"kind": "link", "id": "lnk_1", "paid_link": "lnk_1"}),
    ],
)
def test_nothing_else_is_a_wish(old: Item | None, new: Item | None) -> None:
    assert wanted_message(old, new) is None


@pytest.mark.parametrize("body", ["", "[]", "5", "null", "{}", '{"link_id": "lnk_1"}', "[" * 100_000])
def test_what_is_no_message_is_refused(body: str) -> None:
    with pytest.raises(MalformedRequest):
        read_message(body)
