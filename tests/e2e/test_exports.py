"""Exports end to end: real index, stream, queue and bucket."""

import csv
import io
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx

from shared.clock import rfc3339
from shared.exports.cells import unguarded
from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

HOUR = timedelta(hours=1)
OVER = timedelta(seconds=61)


def rows(content: str) -> list[dict[str, str]]:
    """As a program reads them."""
    reader = csv.DictReader(io.StringIO(content, newline=""))
    return [{name: unguarded(value) for name, value in row.items()} for row in reader]


def end_of(order: dict[str, Any]) -> str:
    """Just behind an order."""
    made = datetime.fromisoformat(order["created_at"])
    return rfc3339(made + timedelta(milliseconds=1))


def test_orders_payments_and_journal_come_home(stack: LocalStack, funded: Shop) -> None:
    since = rfc3339(datetime.now(UTC) - HOUR)
    orders = [funded.place(amount=amount, external_id=f"={amount}+1") for amount in (700, 800)]
    paid = [datetime.fromisoformat(funded.await_paid(order["id"])["paid_at"]) for order in orders]
    span = {"from": since, "to": end_of(orders[-1])}
    eventually(lambda: datetime.now(UTC), lambda now: now > max(paid) + OVER)

    at_once = funded.api.get("/v1/exports/orders", **span)
    assert (at_once.status_code, at_once.headers["content-type"].split(";")[0]) == (200, "text/csv")
    found = rows(at_once.text)
    assert [(row["id"], row["external_id"], row["payment_status"]) for row in found] == [
        (order["id"], f"={order['amount']}+1", "paid") for order in orders
    ]
    assert ',"=' not in at_once.text

    for kind in ("orders", "payments", "journal"):
        asked = body_of(funded.api.post("/v1/exports", {"kind": kind, "from": since}, f"export-{kind}"), 201)
        path = f"/v1/exports/{asked['id']}"
        ready = eventually(partial(funded.api.read, path), lambda seen: seen["status"] != "running")
        assert ready["status"] == "ready"
        file = rows(httpx.get(ready["url"], trust_env=False).text)
        assert len(file) == ready["rows"] > 0
        if kind == "orders":
            assert [row["id"] for row in file] == [order["id"] for order in orders]
        if kind == "journal":
            assert sum(int(row["amount"]) for row in file) == 10_000 - 1_500
    assert len(list(funded.api.listed("/v1/exports"))) == 3
    problem_of(stack.new_shop().api.get(path), 404, "not_found")


def test_what_is_not_over_cannot_be_exported(shop: Shop) -> None:
    now = datetime.now(UTC)
    refused = shop.api.get("/v1/exports/orders", **{"from": rfc3339(now - HOUR), "to": rfc3339(now)})
    (error,) = problem_of(refused, 422, "invalid_request")["errors"]
    assert (error["field"], error["code"]) == ("to", "not_over")
