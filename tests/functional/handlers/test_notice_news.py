"""News that the stream brings become notices, and what failed for good ends in a way that is told."""

import json

import pytest

from functions.deliver_messages.handler import lambda_handler as deliver_messages
from functions.redrive_messages.handler import lambda_handler as redrive_messages
from shared.notifications.model import NoticeKind
from tests.functional.handlers.handing_over import handed
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.notified import Notified, mail_of, written
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies
from tests.support.outbox import outbox

ADDRESS = "help@shop.example"


@pytest.fixture
def told(shop: Shop) -> Notified:
    """A merchant that hears."""
    return Notified(shop)


def test_credits_that_run_low_are_a_notice_once_for_each_crossing(told: Notified) -> None:
    shop = told.shop
    shop.consent()
    shop.change_wallet(low_balance_alert=1_000)
    shop.fund(2_000)
    for amount in (1_000, 1, 500):
        shop.order(amount)
        told.world.settle_down()
    (notice,) = told.listed()
    assert notice["values"] == {"currency": "EUR", "balance": 999, "threshold": 1_000}
    assert notice["subject"] == {"type": "wallet", "id": f"{shop.id}.EUR"}
    assert notice["text"].startswith("Your credits are at 9.99 EUR, below the 10.00 EUR that you chose.")
    shop.fund(2_000)
    shop.order(2_000)
    told.world.settle_down()
    told.world.stream_position = 0
    told.world.settle_down()
    assert [each["values"]["balance"] for each in told.listed()] == [499, 999]
    assert len([mail for mail in outbox.mails if mail["Destination"]["ToAddresses"] == [ADDRESS]]) == 2


def test_news_that_nobody_could_write_down_are_written_down_in_the_end(told: Notified) -> None:
    shop = told.shop
    shop.change_wallet(low_balance_alert=1_000)
    shop.fund(2_000)
    shop.adjust(-1_500)
    told.world.relay()
    bad = [body for body in bodies(told.world.resources.sending_queue_url) if "tell" in body]
    assert len(bad) == 1
    for _ in range(2):
        assert handed(redrive_messages, bad[0]) == {"batchItemFailures": []}
    told.world.settle_down()
    assert [notice["kind"] for notice in told.listed()] == [NoticeKind.LOW_BALANCE]
    assert len(outbox.mails) == 1


def test_a_mail_that_nobody_could_write_is_told_to_be_none_and_the_notice_stands(told: Notified) -> None:
    told.tell()
    told.world.relay()
    (body,) = bodies(told.world.resources.sending_queue_url)
    for _ in range(2):
        assert handed(redrive_messages, body) == {"batchItemFailures": []}
    assert mail_of(told) == {"status": "off", "reason": "not_written"}
    handed(deliver_messages, body)
    told.world.settle_down()
    assert outbox.mails == []


def test_a_mail_that_was_written_is_not_given_up_with_the_message_that_asked_for_it(told: Notified) -> None:
    made = told.tell()
    told.world.settle_down()
    handed(redrive_messages, json.dumps({"new_notice_id": made}))
    handed(redrive_messages, json.dumps({"new_notice_id": "ntf_" + "0" * 26}))
    assert mail_of(told)["status"] == "sent"


def test_a_mail_that_could_not_be_handed_over_in_the_end_has_failed(told: Notified) -> None:
    sending = written(told)
    (body,) = bodies(told.world.resources.sending_queue_url)
    assert handed(redrive_messages, body) == {"batchItemFailures": []}
    assert (sending["status"], mail_of(told)["status"]) == ("queued", "failed")


def test_an_invoice_that_is_sent_is_a_notice(told: Notified) -> None:
    desk = Desk(told.shop)
    desk.draft()
    told.world.settle_down()
    assert told.listed() == []
    invoice = desk.invoice(4_500)
    told.world.settle_down()
    (notice,) = told.listed()
    number, due = desk.read(invoice)["number"], desk.read(invoice)["due_date"]
    assert notice["subject"] == {"type": "invoice", "id": invoice}
    assert (notice["title"], notice["text"]) == (
        f"New invoice {number}",
        f"Invoice {number} of 45.00 EUR is due on {due}.",
    )
    assert len(outbox.mails) == 1
