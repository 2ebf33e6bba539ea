"""Exports: the right rows, each once, at once."""

import csv
import io
from collections import Counter

import pytest

from shared.table.keys import Key
from tests.functional.handlers.exporting import KINDS, Exporter, rows
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage


def test_orders_tell_what_was_sent_and_what_became_of_it(busy: Shop) -> None:
    exporter = Exporter(busy)
    exporter.wait()
    found = {row["external_id"]: row for row in exporter.at_once("orders")}
    shown = {order["external_id"]: order for order in busy.listed(limit="100").json["data"]}
    assert found.keys() == shown.keys()
    for number, row in found.items():
        order = shown[number]
        for name in ("id", "source", "status", "payment_status", "currency", "collect", "created_at"):
            assert row[name] == order[name]
        for name in ("unpaid_reason", "paid_at", "released_at", "completed_at"):
            assert row[name] == (order[name] or "")
        assert int(row["amount"]) == order["amount"]
        assert row["amount_decimal"] == f"{order['amount'] / 100:.2f}"
        paid = order["payments"][0] if order["payments"] else None
        assert row["payment_id"] == (paid["id"] if paid else "")
        assert row["paid_amount"] == (str(paid["amount"]) if paid else "")
        assert row["refunded_amount"] == (str(paid["refunded_amount"]) if paid else "0")


def test_rows_are_in_order_of_time(busy: Shop) -> None:
    exporter = Exporter(busy)
    exporter.wait()
    times = [row["created_at"] for row in exporter.at_once("orders")]
    assert len(times) > 5
    assert times == sorted(times)


def test_the_journal_is_told_line_by_line_with_a_balance_that_runs(busy: Shop) -> None:
    exporter = Exporter(busy)
    exporter.wait()
    lines = exporter.at_once("journal")
    balance = 0
    for row in lines:
        balance += int(row["amount"])
        assert int(row["balance_after"]) == balance
        assert row["balance_after_decimal"] == f"{balance / 100:.2f}"
    assert balance == busy.wallet()["balance"]
    pages = busy.journal(limit="100").json["data"]
    assert len(lines) == sum(len(page["lines"]) for page in pages)
    assert {(row["kind"], row["reference"]) for row in lines} == {
        (line["kind"], line["reference"]) for page in pages for line in page["lines"]
    }


def test_payments_are_all_that_brought_money_and_nothing_else(busy: Shop, desk: Desk) -> None:
    exporter = Exporter(busy)
    busy.world.pay(busy.top_up(700).json["checkout_url"])
    busy.world.settle_down()
    exporter.wait()
    found = exporter.at_once("payments")
    settled = {item["id"]: item for item in busy.world.items("payment") if item["state"] == "succeeded"}
    assert Counter(row["id"] for row in found) == Counter(settled.keys())
    assert {row["means"] for row in found} == {"credits", "checkout"}
    assert {row["kind"] for row in found} == {"payment", "top_up"}
    for row in found:
        item = settled[row["id"]]
        assert int(row["amount"]) == item["amount"]
        assert int(row["returned_amount"]) == item.get("returned", 0)
        assert row["provider_payment_intent"] == item.get("intent_id", "")
        assert bool(row["journal_page"]) == (row["means"] == "credits" or row["kind"] == "top_up")
        assert row["settled_at"]
    paid = [row for row in found if row["kind"] == "payment"]
    assert {order for row in paid for order in row["for"].split()} == {
        order["id"] for order in busy.listed(limit="100").json["data"] if order["payments"]
    }


def test_of_what_was_reserved_a_payment_is_what_was_captured(shop: Shop, exporter: Exporter) -> None:
    TwoStage(shop).reserve().capture(3_000)
    exporter.wait()
    (payment,) = exporter.at_once("payments")
    (order,) = exporter.at_once("orders")
    assert (payment["amount"], payment["amount_decimal"]) == ("3000", "30.00")
    assert (order["amount"], order["paid_amount"]) == ("4590", "3000")


def test_surplus_is_among_the_payments(shop: Shop, exporter: Exporter) -> None:
    link = shop.link(shop.order(collect="none"))
    url = shop.checkout(link)
    with shop.world.stripe.server.lock:
        session = url.rsplit("/", 1)[1].split("#")[0]
        shop.world.stripe.simulator.world.platform.sessions.get(session)["amount_total"] = 17  # type: ignore[index]
    shop.world.pay(url)
    shop.world.settle_down()
    exporter.wait()
    (row,) = exporter.at_once("payments")
    (surplus,) = shop.world.items("surplus")
    told = (row["kind"], row["id"], row["amount"], row["provider_payment_intent"], row["settled_at"])
    assert told == ("surplus", surplus["payment_id"], "17", surplus["pk"], surplus["received_at"])


def test_payments_of_before_entries_named_their_merchant_are_found(busy: Shop) -> None:
    exporter, other = Exporter(busy), Exporter(Shop(busy.world, busy.world.merchant()))
    exporter.wait()
    before = exporter.at_once("payments")
    settled = [item for item in busy.world.items("payment") if item.get("list_pk", "").startswith("settled#")]
    assert settled
    for item in settled:
        assert item["list_sk"].endswith(f"#{item['id']}#{busy.id}")
        place = item["list_sk"].removesuffix(f"#{busy.id}")
        busy.world.backing.overwrite(Key(item["pk"], item["sk"]), "list_sk", place)
    assert exporter.at_once("payments") == before
    assert other.at_once("payments") == []


@pytest.mark.parametrize("kind", KINDS)
def test_exports_that_border_on_each_other_have_each_row_once(busy: Shop, kind: str) -> None:
    exporter = Exporter(busy)
    exporter.wait()
    whole = exporter.at_once(kind)
    column = {"orders": "created_at", "payments": "settled_at", "journal": "at"}[kind]
    assert len(whole) > 3
    for edge in sorted({row[column] for row in whole}):
        parts = exporter.at_once(kind, to=edge), exporter.at_once(kind, **{"from": edge})
        assert all(row[column] < edge for row in parts[0])
        assert all(row[column] >= edge for row in parts[1])
        assert Counter(map(str, parts[0] + parts[1])) == Counter(map(str, whole))


@pytest.mark.parametrize("kind", KINDS)
def test_one_currency_can_be_asked_for(busy: Shop, kind: str) -> None:
    busy.adjust(500, currency="EUR")
    busy.order(300, currency="USD")
    busy.fund(900, "USD")
    busy.world.settle_down()
    exporter = Exporter(busy)
    exporter.wait()
    both = exporter.at_once(kind)
    parts = [exporter.at_once(kind, currency=currency) for currency in ("EUR", "USD")]
    assert [{row["currency"] for row in part} for part in parts] == [{"EUR"}, {"USD"}]
    assert Counter(map(str, both)) == Counter(map(str, parts[0] + parts[1]))
    assert exporter.at_once(kind, currency="JPY") == []


def test_buyers_are_in_no_export(shop: Shop, exporter: Exporter) -> None:
    shop.order(collect="none", customer={"name": "Ada Buyer", "email": "ada@buyer.example", "phone": "+491512345678"})
    exporter.wait()
    text = exporter.ask_at_once("orders").text
    assert "o-1" in text
    assert not [each for each in ("Ada", "buyer.example", "+49151") if each in text]


def test_no_text_of_a_shop_becomes_a_formula(shop: Shop, exporter: Exporter) -> None:
    hostile = ["=1+1", "@SUM(A1)", "-2+3", "+1", '="a"', "a;=1+1", "'=1", 'plain, "quoted"; text']
    for text in hostile:
        shop.order(collect="none", external_id=text)
    exporter.wait()
    text = exporter.ask_at_once("orders").text
    raw = [row["external_id"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert not [cell for cell in raw if cell.startswith(("=", "+", "-", "@"))]
    assert [row["external_id"] for row in rows(text)] == hostile


def test_a_page_that_is_missing_is_told_and_not_passed_over(busy: Shop) -> None:
    exporter = Exporter(busy)
    exporter.wait()
    asked = exporter.ask("journal").json
    missing = next(item for item in busy.world.items("page") if item["number"] == 2)
    busy.world.backing.lose(Key(missing["pk"], missing["sk"]))
    refused = exporter.ask_at_once("journal")
    assert (refused.status, refused.json["code"]) == (409, "journal_incomplete")
    exporter.work()
    export = exporter.read(asked["id"]).json
    assert (export["status"], export["failure"], export["url"]) == ("failed", "journal_incomplete", None)
