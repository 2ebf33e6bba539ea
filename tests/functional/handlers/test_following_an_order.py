"""One id from intake to callback: every hop's one line names the orders it touched, and batches carry the metrics."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from functions.process_webhook.handler import lambda_handler as process_webhook
from functions.send_callbacks.handler import lambda_handler as send_callbacks
from shared.clock import rfc3339
from shared.errors import Busy
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.logging import logger
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told, send
from tests.support.receivers import BROKEN
from tests.support.samples import http_event
from tests.support.world import Json, World


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the product's logger writes."""
    (handler,) = [each for each in logger().handlers if type(each) is logging.StreamHandler]
    before = handler.setStream(written := io.StringIO())
    yield written
    if before is not None:
        handler.setStream(before)


def with_id(lines: io.StringIO, wanted: str) -> list[Json]:
    """What ``filter @message like`` finds in all log groups."""
    return [json.loads(line) for line in lines.getvalue().splitlines() if wanted in line]


def metric(lines: io.StringIO, name: str) -> list[Json]:
    """The lines that CloudWatch reads this metric out of."""
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [each for each in found if "_aws" in each and name in each]


def test_an_order_is_followed_by_its_id_through_every_hop(told: Told, lines: io.StringIO) -> None:
    shop = told.shop
    shop.consent()
    shop.fund(10_000)
    order = shop.order(4_590)
    other = shop.order(900)
    shop.world.relay()
    shop.world.debit()
    shop.world.relay()
    send(shop.world)
    found = with_id(lines, order)
    taken, queued, debited, released, called = found
    assert (taken["message"], taken["route"], taken["id"]) == ("request", "POST /v1/orders", order)
    assert (taken["merchant_id"], bool(taken["request_id"])) == (shop.id, True)
    assert (queued["message"], queued["orders"], queued["order_ids"]) == ("relayed", 2, [order, other])
    assert {"merchant_id": shop.id, "paid": [order, other], "waiting": []} in debited["outcomes"]
    assert (released["message"], released["order_ids"]) == ("relayed", [order, other])
    assert [each["about"] for each in called["outcomes"] if each["callback"] == "delivered"].count(order) >= 1


def test_an_order_that_waits_is_named_by_who_left_it_waiting(shop: Shop, lines: io.StringIO) -> None:
    shop.consent()
    order = shop.order(4_590)
    shop.world.relay()
    shop.world.debit()
    *_, debited = with_id(lines, order)
    assert debited["outcomes"] == [{"merchant_id": shop.id, "paid": [], "waiting": [order]}]


def test_a_batch_says_in_one_line_how_long_its_covered_orders_took(shop: Shop, lines: io.StringIO) -> None:
    shop.consent()
    shop.fund(10_000)
    shop.order(1_000)
    shop.order(1_000)
    shop.world.relay()
    shop.world.pass_time(seconds=4)
    shop.world.debit()
    shop.world.relay()
    (line,) = metric(lines, "SecondsToReleased")
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive == {
        "Namespace": "OrderPay",
        "Dimensions": [["FunctionName"]],
        "Metrics": [{"Name": "SecondsToReleased", "Unit": "Seconds"}],
    }
    assert len(line["SecondsToReleased"]) == 2
    assert all(4 <= each < 5 for each in line["SecondsToReleased"])
    assert "FunctionName" in line


def test_what_had_to_wait_for_its_merchant_is_not_our_delay(shop: Shop, lines: io.StringIO) -> None:
    shop.consent()
    order = shop.order(4_590)
    shop.world.settle_down()
    shop.world.pass_time(hours=30)
    shop.fund(10_000)
    assert shop.pay([order]).status == 201
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    assert metric(lines, "SecondsToReleased") == []


def test_how_long_events_of_stripe_took_is_told_and_of_a_message_that_fails_nothing(
    shop: Shop, lines: io.StringIO
) -> None:
    answer = shop.top_up(2_000)
    assert shop.world.pay(answer.json["checkout_url"]).status_code == 303
    shop.world.pass_time(seconds=90)
    shop.world.deliver_webhooks()
    told = [each["WebhookLag"] for each in metric(lines, "WebhookLag")]
    assert told
    assert all(90 <= value < 95 for batch in told for value in batch)
    assert all("seconds" not in each for line in metric(lines, "WebhookLag") for each in line["outcomes"])
    lines.seek(0)
    lines.truncate()
    record = {"messageId": "1", "body": "{", "attributes": {}}
    assert process_webhook({"Records": [record]}, None)["batchItemFailures"]
    assert metric(lines, "WebhookLag") == []


@pytest.mark.parametrize("answers", [[], [BROKEN]])
def test_first_tries_say_how_long_after_their_event_they_were(told: Told, lines: io.StringIO, answers: Any) -> None:
    told.receivers.answers[told.at] = answers
    body = json.loads(told.event())
    body["callback"]["event"]["at"] = rfc3339(told.world.clock.now())
    told.world.pass_time(seconds=7)
    told.happen(json.dumps(body))
    (line,) = metric(lines, "CallbackDelay")
    assert [7 <= value < 8 for value in line["CallbackDelay"]] == [True]
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "CallbackDelay", "Unit": "Seconds"}]


def test_an_event_without_a_time_is_told_all_the_same(told: Told, lines: io.StringIO, world: World) -> None:
    body = json.loads(told.event())
    body["callback"]["event"]["at"] = "yesterday"
    record = {"messageId": "1", "body": json.dumps(body), "attributes": {"ApproximateReceiveCount": "1"}}
    assert send_callbacks({"Records": [record]}, None) == {"batchItemFailures": []}
    assert len(told.told()) == 1
    assert metric(lines, "CallbackDelay") == []


def test_only_an_answer_that_is_our_failure_is_counted(world: World, lines: io.StringIO) -> None:
    def broken(_: Request) -> Response:
        raise Busy("the table is away")

    answer = http_handler({"POST /v1/orders": broken})(http_event("order_intake"), None)
    assert answer["statusCode"] == 503
    (line,) = metric(lines, "ServerErrors")
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "ServerErrors", "Unit": "Count"}]
    assert (line["ServerErrors"], line["status"]) == (1, 503)
    lines.seek(0)
    lines.truncate()
    assert http_handler({"GET /v1/none": broken})(http_event("order_intake"), None)["statusCode"] == 404
    assert "_aws" not in lines.getvalue()
