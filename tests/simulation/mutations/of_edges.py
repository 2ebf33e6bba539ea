"""Mistakes in taking in, listing, telling and delivering."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import pytest

from functions.read_links import handler as read_links
from functions.read_orders import handler as read_orders
from shared.events.senders import EventBridgeBus
from shared.links.store import find_link
from shared.orders import store as orders_store
from shared.payables import orders as payable_orders
from shared.payments.credits import auto_debit
from shared.table import create
from shared.table.keys import NOT_DUE
from shared.table.port import Put, Update
from tests.simulation.actions import deliveries
from tests.simulation.mutations.originals import original


def overwrite_at_intake(patch: pytest.MonkeyPatch) -> None:
    """An order that comes again is written again."""

    def last_wins(table: Any, item: Any, _: Any) -> Any:
        table.put(Put(item))
        return item, False

    from shared.orders import service

    patch.setattr(service, "create_once", last_wins)
    patch.setattr(create, "create_once", last_wins)


def forget_to_leave_the_queue(patch: pytest.MonkeyPatch) -> None:
    """A paid order stays in the unpaid queue."""
    paid = orders_store.paid_update

    def staying(*rest: Any, **options: Any) -> Update:
        update = paid(*rest, **options)
        return replace(update, remove=[name for name in update.remove if name not in NOT_DUE])

    patch.setattr(payable_orders, "paid_update", staying)
    patch.setattr(auto_debit, "paid_update", staying)


def forget_to_queue(patch: pytest.MonkeyPatch) -> None:
    """An order that was decided to wait is in no queue."""
    waiting = orders_store.waiting_update

    def nowhere(*rest: Any, **more: Any) -> Update:
        update = waiting(*rest, **more)
        return replace(update, set={name: value for name, value in update.set.items() if name not in NOT_DUE})

    patch.setattr(auto_debit, "waiting_update", nowhere)


def forget_events_that_the_bus_refused(patch: pytest.MonkeyPatch) -> None:
    """What the bus does not take is not told again."""
    publish = EventBridgeBus.publish

    def once(self: EventBridgeBus, events: Any) -> None:
        with suppress(Exception):
            publish(self, events)

    patch.setattr(EventBridgeBus, "publish", once)


def swallow_failed_messages(patch: pytest.MonkeyPatch) -> None:
    """A message whose handling failed is taken out of its queue."""

    def swallowing(handler: Any) -> Any:
        def handle(event: Any, context: Any) -> Any:
            handler(event, context)
            return {"batchItemFailures": []}

        return handle

    consumers: Mapping[str, Any] = deliveries.CONSUMERS
    patch.setattr(
        deliveries, "CONSUMERS", {queue: (name, swallowing(handler)) for queue, (name, handler) in consumers.items()}
    )


def show_anybody(patch: pytest.MonkeyPatch) -> None:
    """Whoever knows an id may read."""
    find_order = original(read_orders, "find_order")
    patch.setattr(read_orders, "find_order", lambda table, order_id, _: find_order(table, order_id))
    patch.setattr(read_links, "find_shown_link", lambda table, link_id, *_: find_link(table, link_id))


MUTATIONS: Final = (
    overwrite_at_intake,
    forget_to_leave_the_queue,
    forget_to_queue,
    forget_events_that_the_bus_refused,
    swallow_failed_messages,
    show_anybody,
)
