"""The mail of a notice: once, to the letter, to who wants it and can be reached."""

import json
from typing import Any

import pytest

from functions.deliver_messages.handler import lambda_handler as deliver_messages
from functions.record_deliveries.handler import lambda_handler as record_deliveries
from shared.aws.connection import NoAnswer
from shared.links.sendings.model import Channel, Delivery
from shared.links.sendings.recipients import mark_put
from tests.functional.handlers.books import audit
from tests.functional.handlers.handing_over import handed, key, the_sending
from tests.functional.handlers.notified import Notified, mail_of, written
from tests.functional.handlers.shop import Shop
from tests.support.outbox import Trouble, outbox, refused
from tests.support.samples import sample
from tests.support.world import World

ADDRESS = "help@shop.example"


@pytest.fixture
def told(shop: Shop) -> Notified:
    """A merchant that hears."""
    return Notified(shop)


def test_a_merchant_is_written_to_once_and_to_the_letter(told: Notified) -> None:
    made = told.tell()
    told.world.settle_down()
    (mail,) = outbox.mails
    sending = the_sending(told.shop)
    content = mail["Content"]["Simple"]
    assert mail["Destination"]["ToAddresses"] == [ADDRESS]
    assert content["Subject"]["Data"] == sending["subject"] == "A charge of 12.50 EUR failed"
    assert content["Body"]["Text"]["Data"] == sending["text"]
    assert "Reason: There was not enough money available.\n" in sending["text"]
    assert (mail["FromEmailAddress"], "ReplyToAddresses" in mail) == ("pay@orderpay.example", False)
    tags = {tag["Name"]: tag["Value"] for tag in mail["EmailTags"]}
    assert tags == {"orderpay_notice": made, "orderpay_sending": sending["id"]}
    assert (mail_of(told)["status"], mail_of(told)["to"]) == ("sent", ADDRESS)
    assert sending["ttl"] == told.world.items("notice")[0]["ttl"]
    audit(told.world)


def test_whatever_comes_again_sends_nothing_again(told: Notified) -> None:
    made = told.tell()
    told.world.settle_down()
    told.tell()
    for body in ({"new_notice_id": made}, {"notice_id": made, "sending_id": the_sending(told.shop)["id"]}):
        handed(deliver_messages, json.dumps(body))
    told.world.stream_position = 0
    told.world.settle_down()
    assert (len(outbox.mails), len(told.shop.sendings())) == (1, 1)


def test_mail_goes_where_the_merchant_wants_it(told: Notified) -> None:
    told.change(mail_to="books@shop.example")
    told.tell()
    told.world.settle_down()
    assert [mail["Destination"]["ToAddresses"] for mail in outbox.mails] == [["books@shop.example"]]


def test_a_kind_without_mail_has_none_also_when_it_is_switched_on_later(told: Notified) -> None:
    told.switch("mail", on=False)
    made = told.tell()
    told.world.settle_down()
    assert mail_of(told) == {"status": "off", "reason": "switched_off"}
    told.switch("mail", on=True)
    assert handed(deliver_messages, json.dumps({"new_notice_id": made})) == {"batchItemFailures": []}
    told.world.settle_down()
    assert (outbox.mails, told.shop.sendings()) == ([], [])


@pytest.mark.parametrize("email", [None, "mär@shop.example"], ids=["none", "none that SES takes"])
def test_who_has_no_address_reads_it_in_the_app(world: World, email: Any) -> None:
    told = Notified(Shop(world, world.merchant(email=email)))
    told.tell()
    world.settle_down()
    assert (mail_of(told), outbox.mails) == ({"status": "off", "reason": "no_address"}, [])


@pytest.mark.parametrize("delivery", [Delivery.OPTED_OUT, Delivery.UNDELIVERABLE])
def test_who_cannot_or_will_not_be_reached_is_not_written_to(told: Notified, delivery: Delivery) -> None:
    told.world.table.put(mark_put(Channel.EMAIL, ADDRESS.upper(), delivery, told.world.clock.now()))
    told.tell()
    told.world.settle_down()
    assert (mail_of(told), outbox.mails) == ({"status": "off", "reason": f"recipient_{delivery}"}, [])


def test_a_switch_holds_for_a_mail_that_waits(told: Notified) -> None:
    written(told)
    told.switch("mail", on=False)
    told.world.settle_down()
    assert (mail_of(told)["status"], mail_of(told)["reason"], outbox.mails) == ("failed", "switched_off", [])


@pytest.mark.parametrize("before", [None, "books@shop.example"])
def test_another_address_holds_for_a_mail_that_waits(told: Notified, before: str | None) -> None:
    """Whoever had the address before is told no more; the notice stays in the app."""
    told.change(mail_to=before)
    written(told)
    told.change(mail_to="new@shop.example")
    told.world.settle_down()
    assert (mail_of(told)["status"], mail_of(told)["reason"], outbox.mails) == ("failed", "address_changed", [])


def test_a_complaint_holds_for_a_mail_that_waits(told: Notified) -> None:
    written(told)
    told.world.table.put(mark_put(Channel.EMAIL, ADDRESS, Delivery.OPTED_OUT, told.world.clock.now()))
    told.world.settle_down()
    assert (mail_of(told)["status"], mail_of(told)["reason"], outbox.mails) == ("failed", "recipient_opted_out", [])


def test_nothing_is_mailed_of_what_is_forgotten(told: Notified) -> None:
    sending = written(told)
    told.world.pass_time(days=181)
    told.world.settle_down()
    assert (the_sending(told.shop)["reason"], outbox.mails) == ("forgotten", [])
    made = told.tell(occasion="2")
    told.world.pass_time(days=181)
    told.world.settle_down()
    assert handed(deliver_messages, json.dumps({"new_notice_id": made})) == {"batchItemFailures": []}
    assert [each["id"] for each in told.shop.sendings()] == [sending["id"]]


def ses_tells(kind: str, **facts: Any) -> None:
    """An event of SES about the last mail."""
    event = sample("record_deliveries")
    (record,) = event["Records"]
    body = json.loads(record["body"])
    body["detail"] |= {"eventType": kind, **facts}
    tags = {name: values for name, values in body["detail"]["mail"]["tags"].items() if not name.startswith("orderpay")}
    tags |= {tag["Name"]: [tag["Value"]] for tag in outbox.mails[-1]["EmailTags"]}
    body["detail"]["mail"]["tags"] = tags
    record["body"] = json.dumps(body)
    assert record_deliveries(event, None) == {"batchItemFailures": []}


def test_a_complaint_about_one_keeps_the_next_from_being_written(told: Notified) -> None:
    told.tell()
    told.world.settle_down()
    ses_tells("Complaint", complaint={})
    assert mail_of(told)["delivery"]["state"] == "opted_out"
    told.tell(occasion="2")
    told.world.settle_down()
    newest, _ = told.listed()
    assert (newest["mail"], len(outbox.mails)) == ({"status": "off", "reason": "recipient_opted_out"}, 1)


@pytest.mark.parametrize("taken", [True, False])
def test_without_an_answer_nobody_knows_and_nothing_is_sent_again(told: Notified, *, taken: bool) -> None:
    outbox.troubles.append(Trouble("SendEmail", NoAnswer(), taken=taken))
    told.tell()
    told.world.settle_down()
    told.world.stream_position = 0
    told.world.settle_down()
    assert (mail_of(told)["status"], len(outbox.mails)) == ("unknown", int(taken))


def test_what_was_begun_and_not_ended_is_not_begun_again(told: Notified) -> None:
    sending = written(told)
    told.world.backing.overwrite(key(sending), "status", "sending")
    told.world.settle_down()
    assert (mail_of(told)["status"], outbox.mails) == ("unknown", [])


def test_what_was_certainly_not_taken_is_tried_again(told: Notified) -> None:
    outbox.troubles.append(Trouble("SendEmail", refused("TooManyRequestsException", 429)))
    written(told)
    assert len(told.world.deliver_messages()) == 1, "the message comes again"
    assert mail_of(told)["status"] == "queued"
    told.world.settle_down()
    assert (mail_of(told)["status"], len(outbox.mails)) == ("sent", 1)
