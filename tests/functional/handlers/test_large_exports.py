"""Exports through the bucket: the same rows, in slices, with how far they are."""

import pytest

from tests.functional.handlers.exporting import KINDS, Exporter, got
from tests.functional.handlers.shop import Shop
from tests.support.aws import objects


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_export_has_the_same_rows(busy: Shop, kind: str, small_slices: None) -> None:
    exporter = Exporter(busy)
    exporter.wait()
    span = {"from": exporter.since(), "to": exporter.since(minutes=1.5)}
    wanted = exporter.at_once(kind, **span)
    assert len(wanted) > 3
    asked = exporter.ask(kind, **span).json
    assert (asked["status"], asked["rows"], asked["url"], asked["expires_at"]) == ("running", 0, None, None)
    exporter.work()
    assert exporter.file(asked["id"]) == wanted
    (item,) = busy.world.items("export")
    assert item["slice"] >= 4, "it was written in slices"


def test_a_large_export_in_one_slice_is_the_same_file_as_at_once(busy: Shop) -> None:
    exporter = Exporter(busy)
    exporter.wait()
    span = {"from": exporter.since(), "to": exporter.since(minutes=1.5)}
    asked = exporter.ask("orders", **span).json
    exporter.work()
    export = exporter.read(asked["id"]).json
    content = got(export["url"]).decode()
    assert content == exporter.ask_at_once("orders", **span).text
    assert export["bytes"] == len(content.encode())
    assert (export["kind"], export["from"], export["to"]) == ("orders", span["from"], span["to"])
    assert list(objects()) == [f"exports/{busy.id}/{asked['id']}/1.csv"]


def test_the_file_is_there_for_a_week_and_the_export_is_told_of_longer(shop: Shop, exporter: Exporter) -> None:
    asked = exporter.ask("orders").json
    exporter.work()
    export = exporter.read(asked["id"]).json
    assert "orders-" in export["url"]
    shop.world.pass_time(days=6, hours=23)
    assert exporter.read(asked["id"]).json["url"] is not None
    shop.world.pass_time(hours=2)
    late = exporter.read(asked["id"]).json
    assert (late["status"], late["url"], late["expires_at"]) == ("ready", None, export["expires_at"])
    (item,) = shop.world.items("export")
    assert item["ttl"] > shop.world.clock.seconds() + 20 * 86_400


def test_a_repeat_under_the_same_key_is_the_same_export(shop: Shop, exporter: Exporter) -> None:
    span = {"from": exporter.since()}
    first = exporter.ask("orders", key="once", **span)
    shop.world.pass_time(minutes=5)
    again = exporter.ask("orders", key="once", **span)
    assert (again.status, again.json) == (201, first.json)
    other = exporter.ask("payments", key="once", **span)
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_exports_are_listed_and_another_merchants_are_not_there(shop: Shop, exporter: Exporter) -> None:
    ids = [exporter.ask(kind).json["id"] for kind in KINDS]
    other = Exporter(Shop(shop.world, shop.world.merchant()))
    assert other.read(ids[0]).status == 404
    assert other.listed().json["data"] == []
    assert exporter.read("exp_0").status == 404
    first = exporter.listed(limit="2").json
    second = exporter.listed(limit="2", cursor=first["next_cursor"]).json
    assert [each["id"] for each in first["data"] + second["data"]] == ids[::-1]


def test_one_merchant_has_so_many_written_at_once(shop: Shop, exporter: Exporter) -> None:
    """Everybody's slices stand in one queue."""
    span = {"from": exporter.since()}
    for number in range(5):
        assert exporter.ask("orders", key=f"{number}", **span).status == 201
    refused = exporter.ask("orders", key="5", **span)
    assert (refused.status, refused.json["code"], refused.json["most_exports"]) == (409, "too_many_exports", 5)
    assert exporter.ask("orders", key="4", **span).status == 201, "that one is among them"
    assert Exporter(Shop(shop.world, shop.world.merchant())).ask("orders").status == 201
    exporter.work()
    assert exporter.ask("orders", key="5", **span).status == 201
