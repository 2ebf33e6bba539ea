"""The outbox: what a change of the table says, alike at every telling, and what cannot be read holds up nobody."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Busy
from shared.events.envelope import DomainEvent
from shared.events.port import GroupedMessage
from shared.orders.model import Order
from shared.orders.store import to_item
from shared.payments.outbox.events import events_of
from shared.payments.outbox.relay import Outlets, relay
from shared.table.marshal import to_wire
from tests.unit.strategies import orders, targets

Json = dict[str, Any]


@dataclass
class Outlet:
    """Keeps what it gets; ``broken`` refuses."""

    got: list[Any] = field(default_factory=list)
    broken: bool = False

    def send(self, messages: Any) -> None:
        """A queue's door."""
        if self.broken:
            raise Busy("not now")
        self.got += messages

    def publish(self, events: Any) -> None:
        """The bus's door."""
        self.send([event for event in events if event.detail()])

    def keep(self, name: str, content: str) -> None:
        """The bucket's door."""
        self.got.append((name, json.loads(content)))


@dataclass
class Doors:
    """All outlets."""

    debits: Outlet = field(default_factory=Outlet)
    closings: Outlet = field(default_factory=Outlet)
    sendings: Outlet = field(default_factory=Outlet)
    refills: Outlet = field(default_factory=Outlet)
    exports: Outlet = field(default_factory=Outlet)
    callbacks: Outlet = field(default_factory=Outlet)
    shop_orders: Outlet = field(default_factory=Outlet)
    bus: Outlet = field(default_factory=Outlet)
    rejects: Outlet = field(default_factory=Outlet)

    def outlets(self) -> Outlets:
        """As the relay takes them."""
        told = (self.debits, self.closings, self.sendings, self.refills, self.exports, self.callbacks)
        return Outlets(*told, self.shop_orders, self.bus, self.rejects)


def order_item(order_id: str = "ord_1", **changes: Any) -> Json:
    """A new order's item."""
    item = {
        "kind": "order",
        "pk": order_id,
        "sk": "order",
        "id": order_id,
        "merchant_id": "mer_1",
        "source": "shopify",
        "external_id": "1",
        "amount": 100,
        "currency": "EUR",
        "collect": "auto",
        "amount_version": 1,
        "status": "in_progress",
        "payment_status": "unpaid",
        "created_at": "2026-11-22T00:00:00.000Z",
    } | changes
    return {name: value for name, value in item.items() if value is not None}


def record(new: Json | None, old: Json | None = None) -> Json:
    """A record of the stream."""
    images = {"NewImage": new, "OldImage": old}
    change = {name: to_wire(image) for name, image in images.items() if image is not None}
    return {"eventID": "e", "dynamodb": change | {"SizeBytes": 400}}


PAID: Json = {"payment_status": "paid", "paid_by": "pay_1", "paid_means": "credits", "paid_amount": 100,
        "released_at": "2026-11-22T00:00:01.000Z"}  # fmt: skip


def test_a_new_order_is_asked_for_at_its_wallet_and_told_to_nobody_else() -> None:
    doors = Doors()
    relay(doors.outlets(), [record(order_item())])
    (message,) = doors.debits.got
    assert isinstance(message, GroupedMessage)
    assert message.group == "mer_1.EUR"
    assert json.loads(message.body)["orders"] == [["ord_1", 100, 1]]
    assert doors.bus.got == doors.closings.got == doors.rejects.got == []


@pytest.mark.parametrize(
    "change",
    [{"collect": "link"}, {"collect": "none"}, {"unpaid_reason": "auto_debit_off"}, {"payment_status": "paid"}],
)
def test_only_undecided_orders_of_the_automatic_kind_are_asked_for(change: Json) -> None:
    doors = Doors()
    relay(doors.outlets(), [record(order_item(**change))])
    assert doors.debits.got == []


def test_an_order_whose_claim_is_given_back_undecided_is_asked_for_again_as_another_message() -> None:
    doors = Doors()
    claimed = order_item(claim="pay_1")
    relay(doors.outlets(), [record(order_item())])
    relay(doors.outlets(), [record(order_item(), claimed)])
    relay(doors.outlets(), [record(claimed, order_item())])
    first, again = doors.debits.got
    assert first.body == again.body
    assert first.deduplication_id != again.deduplication_id


def test_a_released_order_is_told_once_with_what_production_needs() -> None:
    doors = Doors()
    paid = order_item(**PAID)
    relay(doors.outlets(), [record(paid, order_item()), record(paid | {"status": "completed"}, paid)])
    (event,) = doors.bus.got
    assert event.type == "order.released"
    detail = event.detail()
    assert detail["data"]["order_id"] == "ord_1"
    assert (detail["merchant_id"], detail["at"], detail["version"]) == ("mer_1", PAID["released_at"], 1)


def test_an_order_that_credits_paid_has_its_link_closed_and_one_paid_by_its_link_has_not() -> None:
    doors = Doors()
    old, paid = order_item(link_id="lnk_1"), order_item(link_id="lnk_1", **PAID)
    relay(doors.outlets(), [record(paid, old), record(paid | {"paid_link": paid["link_id"]}, old), record(paid, paid)])
    assert [json.loads(body)["link_id"] for body in doors.closings.got] == ["lnk_1"]


def test_surplus_is_told_once() -> None:
    item = {
        "kind": "surplus",
        "pk": "pi_1",
        "sk": "surplus",
        "merchant_id": "mer_1",
        "payment_id": "pay_1",
        "amount": 5,
        "currency": "EUR",
        "reason": "order_paid",
        "received_at": "2026-11-22T00:00:00.000Z",
    }
    doors = Doors()
    relay(doors.outlets(), [record(item), record(item | {"state": "returned"}, item)])
    assert [(event.type, event.data["amount"]) for event in doors.bus.got] == [("payment.surplus_received", 5)]


@pytest.mark.parametrize("kind", ["merchant", "api_key", "wallet", "page", "payment", "link", "event", "unheard_of"])
def test_bookkeeping_says_nothing(kind: str) -> None:
    doors = Doors()
    relay(doors.outlets(), [record({"kind": kind, "pk": "a", "sk": "b"}), record(None, {"kind": kind, "pk": "a"})])
    assert doors.debits.got == doors.bus.got == doors.closings.got == doors.rejects.got == []


@given(orders, orders)
def test_the_same_change_says_the_same_at_every_telling(old: Order, new: Order) -> None:
    first, again = (events_of(to_item(old), to_item(new)) for _ in range(2))
    assert [event.detail() for event in first] == [event.detail() for event in again]
    assert len({event.id for event in first}) == len(first)


def test_events_differ_by_what_happened_to_what_and_when() -> None:
    base: Json = {"type": "order.released", "subject_id": "ord_1", "merchant_id": "mer_1", "at": "t", "data": {}}
    changes: list[Json] = [{}, {"type": "order.queued"}, {"subject_id": "ord_2"}, {"at": "u"}, {"version": 2}]
    assert len({DomainEvent(**base | change).id for change in changes}) == 5


@given(st.lists(targets, min_size=1, max_size=6, unique_by=lambda target: target.id), st.data())
def test_a_poison_record_is_rejected_alone_and_whole(wanted: list[Any], data: st.DataObject) -> None:
    good = [record(order_item(target.id, amount=target.amount)) for target in wanted]
    poison = data.draw(
        st.sampled_from(
            [
                record(order_item(amount=None)),
                record(order_item(collect=None)),
                {"eventID": "no change at all"},
                {"eventID": "e", "dynamodb": {"NewImage": {"kind": {"B": "eA=="}}}},
                {"eventID": "e", "dynamodb": {"NewImage": {"amount": {"N": "1.5"}}}},
            ]
        )
    )
    place = data.draw(st.integers(0, len(good)))
    doors = Doors()
    counts = relay(doors.outlets(), [*good[:place], poison, *good[place:]])
    assert (counts.orders, counts.rejected) == (len(good), 1)
    ((name, kept),) = doors.rejects.got
    assert name.startswith("stream/")
    assert kept["record"] == poison
    assert kept["reason"]
    asked = [row[0] for message in doors.debits.got for row in json.loads(message.body)["orders"]]
    assert asked == [target.id for target in wanted]


@pytest.mark.parametrize(
    "change", [PAID | {"released_at": 5}, {"merchant_id": {"a": "b"}}, {"id": 7, **PAID}], ids=["time", "owner", "id"]
)
def test_a_record_whose_values_are_of_another_type_is_rejected_alone_too(change: Json) -> None:
    doors = Doors()
    counts = relay(doors.outlets(), [record(order_item(**change)), record(order_item("ord_2"))])
    assert (counts.orders, counts.rejected) == (1, 1)
    assert len(doors.debits.got) == 1


@pytest.mark.parametrize("outlet", ["debits", "closings", "bus"])
def test_an_outlet_that_takes_nothing_has_the_whole_batch_told_again(outlet: str) -> None:
    doors = Doors()
    records = [record(order_item()), record(order_item("ord_2", link_id="lnk_1", **PAID), order_item("ord_2"))]
    getattr(doors, outlet).broken = True
    with pytest.raises(Busy):
        relay(doors.outlets(), records)
    getattr(doors, outlet).broken = False
    relay(doors.outlets(), records)
    assert len({message.deduplication_id for message in doors.debits.got}) == 1
    assert len({event.id for event in doors.bus.got}) == 1
    assert set(doors.closings.got) == set(doors.closings.got[-1:])
