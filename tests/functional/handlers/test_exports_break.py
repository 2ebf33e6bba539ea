"""Exports that die at any call, or meet themselves: each row is once in the file."""

from functools import partial

import pytest

from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.exporting import KINDS, Exporter, begun, got, rows, some_of_everything, written
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies
from tests.support.world import World

pytestmark = pytest.mark.usefixtures("smallest_slices")


@pytest.mark.parametrize("kind", KINDS)
def test_no_crash_loses_or_doubles_a_row(world: World, interruptions: Interruptions, kind: str) -> None:
    changes, died, calls = 0, True, set[str]()
    while died:
        world.start_over()
        shop = some_of_everything(world)
        exporter, export_id, wanted = begun(shop, kind)
        died = interruptions.kills(exporter.work, after=changes)
        calls |= set(interruptions.calls)
        where = f"died after {interruptions.calls}"
        exporter.work()
        assert exporter.file(export_id) == wanted, where
        changes += 1
    assert changes > 15
    assert calls >= {"CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "PutObject", "UpdateItem"}


def test_asking_twice_after_a_crash_is_one_export(world: World, interruptions: Interruptions) -> None:
    shop = some_of_everything(world)
    exporter = Exporter(shop)
    exporter.wait()
    since = {"from": exporter.since()}
    assert interruptions.kills(lambda: exporter.ask("orders", key="once", **since), after=1)
    asked = exporter.ask("orders", key="once", **since).json
    exporter.work()
    assert len(exporter.file(asked["id"])) == 13
    assert len(world.items("export")) == 1


def test_a_message_told_late_or_twice_writes_nothing(world: World, interruptions: Interruptions) -> None:
    exporter, export_id, wanted = begun(some_of_everything(world), "orders")
    messages = []
    for _ in range(4):
        world.relay()
        messages += bodies(world.resources.export_queue_url)
        written(messages[-1])
    exporter.work()
    world.relay()
    with interruptions.counting():
        for message in messages:
            written(message)
        assert not interruptions.changes()
    exporter.work()
    assert exporter.file(export_id) == wanted


def test_two_runs_of_one_slice_at_every_call(world: World, interruptions: Interruptions) -> None:
    """The one that commits counts, also when both put down another part of the same number."""
    place, met = 0, 0
    while True:
        world.start_over()
        shop = some_of_everything(world)
        exporter, export_id, _ = begun(shop, "orders")
        world.relay()
        (first,) = bodies(world.resources.export_queue_url)
        written(first)
        world.relay()
        (second,) = bodies(world.resources.export_queue_url)
        orders = [row["id"] for row in shop.listed(limit="100").json["data"]]
        happened: list[str] = []

        interruptions.at(place, partial(_another_run, shop, orders, second, happened), partial(written, second))
        exporter.work()
        found = exporter.file(export_id)
        assert sorted(row["id"] for row in found) == sorted(orders), f"met before call {place}"
        if not happened:
            break
        met, place = met + 1, place + 1
    assert met >= 8


def test_a_file_is_nothing_but_committed_parts(world: World) -> None:
    """What a slice of a dead run left in the bucket is not in it."""
    exporter, export_id, wanted = begun(some_of_everything(world), "orders")
    exporter.work()
    content = got(exporter.read(export_id).json["url"]).decode()
    assert rows(content) == wanted
    assert content.count("\r\n") == len(wanted) + 1


def _another_run(shop: Shop, orders: list[str], message: str, happened: list[str]) -> None:
    """The same slice, of orders that have changed."""
    happened.append(message)
    for order in orders[::2]:
        shop.cancel(order)
    written(message)
