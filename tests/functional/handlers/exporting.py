"""What a merchant takes home, read as a program reads it."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from functions.manage_exports.handler import lambda_handler as manage_exports
from functions.write_exports.handler import lambda_handler as write_exports
from shared.clock import rfc3339
from shared.exports.cells import unguarded
from tests.functional.handlers.shop import Shop
from tests.support.aws import objects
from tests.support.world import Answer, Json, World

Row = dict[str, str]
KINDS = ("orders", "payments", "journal")


@dataclass
class Exporter:
    """The exports of one shop."""

    shop: Shop

    def wait(self) -> None:
        """Let the last minute be over, so that all of it is in the next export."""
        self.shop.world.pass_time(minutes=2)

    def since(self, **ago: float) -> str:
        """A time before now."""
        return rfc3339(self.shop.world.clock.moment - timedelta(**(ago or {"days": 30})))

    def ask_at_once(self, kind: str, **query: str) -> Answer:
        """Ask for a small export."""
        wanted = {"from": self.since()} | query
        route, me = f"GET /v1/exports/{kind}", self.shop.me
        return self.shop.world.call(manage_exports, "manage_exports", route, query=wanted, authorizer=me)

    def at_once(self, kind: str, **query: str) -> list[Row]:
        """The rows of a small export."""
        answer = self.ask_at_once(kind, **query)
        assert answer.status == 200, answer.text
        return rows(answer.text)

    def ask(self, kind: str, key: str | None = None, **body: Any) -> Answer:
        """Ask for a large export."""
        wanted = {"kind": kind, "from": self.since()} | body
        headers, me = {"idempotency-key": key or f"export-{self.shop.world.clock.now()}"}, self.shop.me
        return self.shop.world.call(
            manage_exports, "manage_exports", "POST /v1/exports", body=wanted, headers=headers, authorizer=me
        )

    def read(self, export_id: str) -> Answer:
        """How far it is."""
        route, path = "GET /v1/exports/{export_id}", {"export_id": export_id}
        return self.shop.world.call(manage_exports, "manage_exports", route, path=path, authorizer=self.shop.me)

    def listed(self, **query: str) -> Answer:
        """A page of all exports."""
        return self.shop.world.call(
            manage_exports, "manage_exports", "GET /v1/exports", query=query, authorizer=self.shop.me
        )

    def work(self) -> None:
        """Slices until nothing asks for one."""
        self.shop.world.relay()
        for _ in range(100):
            self.shop.world.write_exports()
            before = self.shop.world.stream_position
            self.shop.world.relay()
            if self.shop.world.stream_position == before:
                return
        raise AssertionError("the export never ends")

    def large(self, kind: str, **body: Any) -> list[Row]:
        """The rows of a large export."""
        answer = self.ask(kind, **body)
        assert answer.status == 201, answer.text
        self.work()
        return self.file(str(answer.json["id"]))

    def file(self, export_id: str) -> list[Row]:
        """The rows of a file that is ready, got at the address that is told."""
        export: Json = self.read(export_id).json
        assert export["status"] == "ready", export
        found = rows(got(export["url"]).decode())
        assert export["rows"] == len(found)
        return found


def rows(content: str) -> list[Row]:
    """A CSV with the guards of its texts taken off."""
    reader = csv.DictReader(io.StringIO(content, newline=""))
    return [{name: unguarded(value) for name, value in row.items()} for row in reader]


def got(url: str) -> bytes:
    """What lies behind a signed address: in the mock, by its path."""
    parts = httpx.URL(url)
    assert parts.params["X-Amz-Expires"] == "900"
    return objects()[parts.path.lstrip("/")]


def begun(shop: Shop, kind: str) -> tuple[Exporter, str, list[Row]]:
    """An export that was asked for, and the rows that it must have."""
    exporter = Exporter(shop)
    exporter.wait()
    span = {"from": exporter.since(hours=5), "to": exporter.since(minutes=1.5)}
    return exporter, exporter.ask(kind, **span).json["id"], exporter.at_once(kind, **span)


def some_of_everything(world: World) -> Shop:
    """A merchant with some of everything that can be exported."""
    shop = Shop(world, world.merchant())
    shop.consent()
    shop.fund(5_000)
    for amount in (100, 200, 300, 400, 500):
        shop.order(amount)
        world.settle_down()
    for amount in (700, 800):
        shop.buy(shop.order(amount, collect="none"))
    for _ in range(6):
        shop.order(50, collect="none")
    return shop


def written(message: str) -> None:
    """One message handed to the function; if that fails, once more, as the queue does."""
    record = {"messageId": "m", "body": message, "attributes": {"ApproximateReceiveCount": "1"}}
    if write_exports({"Records": [record]}, None)["batchItemFailures"]:
        assert write_exports({"Records": [record]}, None) == {"batchItemFailures": []}
