"""Every function takes its sample event as it stands under ``events/``."""

import importlib
from typing import Any

import pytest

from tests.support.samples import names, sample
from tests.support.world import World

STATUS = {
    "adjust_wallets": 404,
    "cancel_order": 404,
    "capture_payment": 404,
    "change_order": 404,
    "refund_payments": 404,
    "check_health": 200,
    "explain_order": 404,
    "manage_callbacks": 201,
    "manage_exports": 200,
    "manage_invoices": 404,
    "manage_links": 404,
    "manage_logo": 404,
    "manage_merchants": 201,
    "manage_methods": 404,
    "manage_notifications": 404,
    "manage_stripe_account": 404,
    "manage_shops": 201,
    "manage_templates": 200,
    "manage_wallets": 200,
    "order_intake": 201,
    "pay_orders": 404,
    "read_account": 404,
    "read_audits": 200,
    "read_invoices": 200,
    "read_links": 200,
    "read_orders": 200,
    "read_shop_methods": 200,
    "read_payouts": 200,
    "receive_shop_order": 401,
    "send_links": 404,
    "show_docs": 200,
    "show_payment_page": 404,
    "start_checkout": 404,
    "stripe_webhook": 400,
    "top_up_wallet": 201,
}
RESULT: dict[str, Any] = {
    "authorize_request": {"isAuthorized": False},
    "accrue_commissions": {"batchItemFailures": []},
    "auto_debit": {"batchItemFailures": []},
    "bill_commissions": {"done": 0, "failed": {}, "defects": 0},
    "check_documents": {"batchItemFailures": []},
    "clear_payments": {"done": 0, "failed": {}, "defects": 0},
    "close_links": {"batchItemFailures": []},
    "complete_orders": {"batchItemFailures": []},
    "collect_invoices": {"done": 0, "failed": {}, "defects": 0},
    "deliver_messages": {"batchItemFailures": []},
    "expire_links": {"done": 0, "failed": {}, "defects": 0},
    "follow_payouts": {"done": 0, "failed": {}, "defects": 0},
    "find_missed_events": {"done": 0, "failed": {}, "defects": 0},
    "process_webhook": {"batchItemFailures": []},
    "purge_links": {"done": 0, "failed": {}, "defects": 0},
    "record_deliveries": {"batchItemFailures": []},
    "record_timeline": None,
    "redrive_messages": {"batchItemFailures": []},
    "refill_wallets": {"batchItemFailures": []},
    "relay_events": None,
    "resend_callbacks": {"batchItemFailures": []},
    "retry_shop_orders": {"done": 0, "failed": {}, "defects": 0},
    "take_shop_orders": {"batchItemFailures": []},
    "retry_callbacks": {"endpoints": 0, "lines": 0},
    "send_callbacks": {"batchItemFailures": []},
    "remind_methods": {"done": 0, "failed": {}, "defects": 0},
    "repair_payments": {"done": 0, "failed": {}, "defects": 0},
    "write_exports": {"batchItemFailures": []},
    "wake_wallets": {"done": 0, "failed": {}, "defects": 0},
    "return_money": {"done": 0, "failed": {}, "defects": 0},
}


def test_every_sample_is_tried_here() -> None:
    assert set(STATUS) | set(RESULT) | {"audit_books"} == set(names())


@pytest.mark.parametrize("name", sorted(STATUS))
def test_an_http_function_answers_its_sample(world: World, name: str) -> None:
    handler = importlib.import_module(f"functions.{name}.handler").lambda_handler
    answer = handler(sample(name), None)
    assert answer["statusCode"] == STATUS[name], answer["body"]


@pytest.mark.parametrize("name", sorted(RESULT))
def test_a_function_behind_a_queue_stream_or_schedule_takes_its_sample(world: World, name: str) -> None:
    handler = importlib.import_module(f"functions.{name}.handler").lambda_handler
    assert handler(sample(name), None) == RESULT[name]


def test_the_order_of_the_streams_sample_reaches_the_debit_queue(world: World) -> None:
    importlib.import_module("functions.relay_events.handler").lambda_handler(sample("relay_events"), None)
    (body,) = world.waiting_debits()
    assert body["orders"] == [["ord_0123456789abcdefghjkmnpqrs", 4590, 1]]


def test_the_audits_sample_audits_the_day_before(world: World) -> None:
    answer = importlib.import_module("functions.audit_books.handler").lambda_handler(sample("audit_books"), None)
    (audit,) = answer["audits"]
    assert (audit["day"], audit["state"], audit["checked"], audit["discrepancies"]) == ("2026-11-21", "done", {}, 0)
