"""Handing messages over: refusals, silence, throttling, and what is never done twice."""

import io
import json
import logging
from typing import Any

import pytest

from functions.deliver_messages.handler import lambda_handler as deliver_messages
from functions.redrive_messages.handler import lambda_handler as redrive_messages
from shared.aws.connection import NoAnswer, NotConnected
from shared.runtime.logging import logger
from tests.functional.handlers.books import audit
from tests.functional.handlers.handing_over import handed, key, the_sending
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.writer import MOBILE
from tests.support.aws import bodies
from tests.support.outbox import Trouble, outbox, refused
from tests.support.world import Json

OPTED_OUT = "+4915123456799"
"""By moto's word: what ends in 99."""


@pytest.fixture
def link(shop: Shop) -> Json:
    """In a shop with credits."""
    shop.fund(1_000)
    return shop.link(shop.order(collect="none"))


def sent_on(shop: Shop, link: Json, **wish: Any) -> Json:
    """Ask for a message and let it go its way."""
    assert shop.send(link["id"], **wish).status == 201
    shop.world.settle_down()
    audit(shop.world)
    return the_sending(shop)


def test_a_refused_message_has_failed_and_its_fee_comes_back_once(shop: Shop, link: Json) -> None:
    outbox.troubles.append(Trouble("Publish", refused("InvalidParameter")))
    sending = sent_on(shop, link)
    assert (sending["status"], sending["reason"]) == ("failed", "InvalidParameter")
    assert shop.wallet()["balance"] == 1_000
    kinds = [page["lines"][0]["kind"] for page in shop.journal().json["data"]]
    assert kinds == ["fee_returned", "fee", "top_up"]
    told(shop, sending)
    assert (shop.wallet()["balance"], outbox.sms) == (1_000, [])


def test_who_has_opted_out_gets_nothing_now_or_later_and_it_costs_nothing(shop: Shop, link: Json) -> None:
    sending = sent_on(shop, link, to=OPTED_OUT)
    assert (sending["status"], sending["reason"], outbox.sms) == ("failed", "recipient_opted_out", [])
    (told_to_shop,) = [entry for entry in shop.read_link(link["id"])["history"] if entry["type"] == "sent"]
    assert told_to_shop["reason"] == "recipient_opted_out"
    for again in (False, True):
        answer = shop.send(link["id"], to=OPTED_OUT, again=again)
        assert (answer.status, answer.json["code"]) == (409, "recipient_opted_out")
    assert shop.wallet()["balance"] == 1_000
    shop.world.pass_time(days=89)
    other = shop.link(shop.order(collect="none"))
    assert shop.send(other["id"], to=OPTED_OUT).status == 409
    shop.world.pass_time(days=2)
    assert shop.send(other["id"], to=OPTED_OUT).status == 201, "the mark is forgotten, and SNS is asked anew"


def test_an_opt_out_that_snss_does_not_tell_holds_nothing_up(shop: Shop, link: Json) -> None:
    outbox.troubles.append(Trouble("CheckIfPhoneNumberIsOptedOut", refused("InvalidAction")))
    assert sent_on(shop, link)["status"] == "sent"


@pytest.mark.parametrize(
    "silence",
    [
        Trouble("Publish", NoAnswer()),
        Trouble("Publish", NoAnswer(), taken=True),
        Trouble("Publish", refused("InternalError", 500)),
    ],
    ids=["not taken", "taken", "failed inside"],
)
def test_without_an_answer_nobody_knows_and_nothing_is_sent_again(shop: Shop, link: Json, silence: Trouble) -> None:
    outbox.troubles.append(silence)
    sending = sent_on(shop, link)
    assert (sending["status"], shop.wallet()["balance"]) == ("unknown", 991)
    told(shop, sending)
    assert len(outbox.sms) == (1 if silence.taken else 0)
    refused_again = shop.send(link["id"])
    assert (refused_again.status, refused_again.json["code"]) == (409, "sending_unknown")
    assert shop.send(link["id"], again=True).status == 201


@pytest.mark.parametrize(
    "trouble",
    [refused("Throttled", 429), NotConnected(), refused("ServiceUnavailable", 503), refused("AuthorizationError", 403)],
    ids=["throttled", "not connected", "unavailable", "not allowed"],
)
def test_what_was_certainly_not_taken_is_tried_again(shop: Shop, link: Json, trouble: Any) -> None:
    outbox.troubles.append(Trouble("Publish", trouble))
    shop.send(link["id"])
    shop.world.relay()
    assert len(shop.world.deliver_messages()) == 1, "the message comes again"
    assert the_sending(shop)["status"] == "queued"
    shop.world.settle_down()
    assert (the_sending(shop)["status"], len(outbox.sms), shop.wallet()["balance"]) == ("sent", 1, 991)
    audit(shop.world)


def test_a_mail_that_ses_does_not_take_for_today_waits(shop: Shop, link: Json) -> None:
    outbox.troubles.append(Trouble("SendEmail", refused("LimitExceededException")))
    shop.send(link["id"], channel="email", to="a@example.com")
    shop.world.relay()
    assert len(shop.world.deliver_messages()) == 1
    outbox.troubles.append(Trouble("SendEmail", refused("MessageRejected")))
    shop.world.settle_down()
    assert (the_sending(shop)["status"], the_sending(shop)["reason"]) == ("failed", "MessageRejected")


def test_a_message_that_failed_for_good_ends_and_costs_nothing(shop: Shop, link: Json) -> None:
    shop.send(link["id"])
    shop.world.relay()
    (body,) = bodies(shop.world.resources.sending_queue_url)
    for _ in range(2):
        assert handed(redrive_messages, body) == {"batchItemFailures": []}
    assert (the_sending(shop)["status"], the_sending(shop)["reason"]) == ("failed", "provider_unavailable")
    assert shop.wallet()["balance"] == 1_000
    audit(shop.world)


def test_a_message_that_was_begun_and_failed_for_good_is_unknown(shop: Shop, link: Json) -> None:
    shop.send(link["id"])
    shop.world.relay()
    (body,) = bodies(shop.world.resources.sending_queue_url)
    sending = the_sending(shop)
    shop.world.backing.overwrite(key(sending), "status", "sending")
    handed(redrive_messages, body)
    assert (the_sending(shop)["status"], shop.wallet()["balance"]) == ("unknown", 991)


def test_nobody_is_asked_to_pay_by_a_link_that_was_withdrawn_meanwhile(shop: Shop, link: Json) -> None:
    shop.send(link["id"])
    shop.void(link["id"])
    shop.world.settle_down()
    assert (the_sending(shop)["status"], the_sending(shop)["reason"]) == ("failed", "link_void")
    assert (outbox.sms, shop.wallet()["balance"]) == ([], 1_000)
    audit(shop.world)


def test_no_address_and_no_text_is_in_a_log(shop: Shop, link: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = io.StringIO()
    for handler in logger().handlers:
        if isinstance(handler, logging.StreamHandler):
            monkeypatch.setattr(handler, "stream", lines)
    outbox.troubles.append(Trouble("SendEmail", refused("MessageRejected")))
    shop.send(link["id"])
    shop.send(link["id"], channel="email", to="secret@example.com")
    shop.world.settle_down()
    logged = lines.getvalue()
    assert '{"sending":"sent"}' in logged
    for text in (MOBILE, "secret@example.com", link["url"].rsplit("/", 1)[1]):
        assert text not in logged


def told(shop: Shop, sending: Json) -> None:
    """The queue brings the message once more."""
    body = json.dumps({"link_id": sending["link_id"], "sending_id": sending["id"]})
    assert handed(deliver_messages, body) == {"batchItemFailures": []}
    audit(shop.world)
