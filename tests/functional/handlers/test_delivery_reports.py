"""What networks tell of messages: shown on them, and remembered of whom they are about."""

import base64
import gzip
import json
from typing import Any

import pytest

from functions.record_deliveries.handler import lambda_handler as record_deliveries
from shared.aws.connection import NoAnswer
from shared.links.sendings.model import Channel, Delivery
from shared.links.sendings.recipients import mark_put
from shared.table.keys import Key
from tests.functional.handlers.shop import Shop
from tests.support.outbox import Trouble, outbox
from tests.support.samples import sample
from tests.support.world import Json

ADDRESS = "mira@example.com"


@pytest.fixture
def link(shop: Shop) -> Json:
    """In a shop with credits."""
    shop.fund(1_000)
    return shop.link(shop.order(collect="none"))


def mailed(shop: Shop, link: Json) -> Json:
    assert shop.send(link["id"], channel="email", to=ADDRESS).status == 201
    shop.world.settle_down()
    return shop.sendings()[-1]


def ses_tells(sending: Json, kind: str, **facts: Any) -> Json:
    """An event of SES, with the tags of the mail as it was handed over."""
    event = sample("record_deliveries")
    (record,) = event["Records"]
    body = json.loads(record["body"])
    sent = {tag["Name"]: [tag["Value"]] for mail in outbox.mails for tag in mail["EmailTags"]}
    assert sent == {"orderpay_link": [sending["link_id"]], "orderpay_sending": [sending["id"]]}
    body["detail"] |= {"eventType": kind, **facts}
    body["detail"]["mail"]["tags"] |= sent
    record["body"] = json.dumps(body)
    answer: Json = record_deliveries(event, None)
    assert answer == {"batchItemFailures": []}
    return answer


def sns_tells(message_id: str, status: str, said: str) -> None:
    """A line of SNS's log, as CloudWatch hands it over."""
    line = {
        "notification": {"messageId": message_id, "timestamp": "2026-11-22 03:12:50.000"},
        "delivery": {"destination": "+49XXX", "providerResponse": said, "smsType": "Transactional"},
        "status": status,
    }
    content = {"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "timestamp": 1, "message": json.dumps(line)}]}
    data = base64.b64encode(gzip.compress(json.dumps(content).encode())).decode()
    assert record_deliveries({"awslogs": {"data": data}}, None) == {"lines": 1}


def test_a_bounce_is_shown_and_the_next_mail_to_that_address_wants_a_word(shop: Shop, link: Json) -> None:
    sending = mailed(shop, link)
    for _ in range(2):
        ses_tells(sending, "Bounce")
    told = shop.sendings()[0]
    assert (told["status"], told["delivery"], told["delivery_reason"]) == ("sent", "undeliverable", "Permanent/General")
    (sent,) = [entry for entry in shop.read_link(link["id"])["history"] if entry["type"] == "sent"]
    assert (sent["to"], sent["status"], sent["delivery"]) == (ADDRESS, "sent", "undeliverable")
    other = shop.link(shop.order(collect="none"))
    refused = shop.send(other["id"], channel="email", to="Mira@Example.com")
    assert (refused.status, refused.json["code"]) == (409, "recipient_undeliverable")
    assert shop.send(other["id"], channel="email", to=ADDRESS, again=True).status == 201


def test_a_full_mailbox_is_shown_and_held_against_nobody(shop: Shop, link: Json) -> None:
    sending = mailed(shop, link)
    ses_tells(sending, "Bounce", bounce={"bounceType": "Transient", "bounceSubType": "MailboxFull"})
    assert shop.sendings()[0]["delivery"] == "undeliverable"
    assert shop.send(link["id"], channel="email", to=ADDRESS).status == 201


def test_who_complains_is_never_written_to_again(shop: Shop, link: Json) -> None:
    sending = mailed(shop, link)
    ses_tells(sending, "Delivery")
    assert shop.sendings()[0]["delivery"] == "delivered"
    ses_tells(sending, "Complaint")
    ses_tells(sending, "Bounce")
    ses_tells(sending, "Delivery")
    assert shop.sendings()[0]["delivery"] == "opted_out", "a late word of less weight changes nothing"
    refused = shop.send(link["id"], channel="email", to=ADDRESS, again=True)
    assert (refused.status, refused.json["code"]) == (409, "recipient_opted_out")
    (mark,) = shop.world.items("recipient")
    assert ADDRESS not in json.dumps(mark)


def test_who_says_that_it_is_no_spam_has_not_complained(shop: Shop, link: Json) -> None:
    sending = mailed(shop, link)
    ses_tells(sending, "Complaint", complaint={"complaintFeedbackType": "not-spam"})
    assert "delivery" not in shop.sendings()[0]
    assert shop.send(link["id"], channel="email", to=ADDRESS).status == 201


def test_a_bounce_without_a_reason_is_held_against_nobody(shop: Shop, link: Json) -> None:
    sending = mailed(shop, link)
    ses_tells(sending, "Bounce", bounce={"bounceType": "Undetermined", "bounceSubType": "Undetermined"})
    assert shop.sendings()[0]["delivery"] == "undeliverable"
    assert shop.send(link["id"], channel="email", to=ADDRESS).status == 201


def test_an_address_that_is_gone_is_remembered_also_after_a_lesser_bounce_of_the_same_mail(
    shop: Shop, link: Json
) -> None:
    sending = mailed(shop, link)
    ses_tells(sending, "Bounce", bounce={"bounceType": "Transient", "bounceSubType": "General"})
    ses_tells(sending, "Bounce")
    assert shop.send(link["id"], channel="email", to=ADDRESS).json["code"] == "recipient_undeliverable"


def test_a_bounce_is_not_lost_when_the_mail_is_recorded_as_sent_at_the_same_moment(
    shop: Shop, link: Json, interruptions: Any
) -> None:
    sending = mailed(shop, link)
    place = Key(sending["pk"], sending["sk"])
    shop.world.backing.overwrite(place, "status", "sending")
    interruptions.before("TransactWriteItems", lambda: shop.world.backing.overwrite(place, "status", "sent"))
    ses_tells(sending, "Bounce")
    assert shop.sendings()[0]["delivery"] == "undeliverable"
    assert shop.send(link["id"], channel="email", to=ADDRESS).json["code"] == "recipient_undeliverable"


def test_a_bounce_of_who_has_complained_is_shown_on_its_mail(shop: Shop, link: Json) -> None:
    """What is known of the recipient already keeps the word about the message from nobody."""
    assert shop.send(link["id"], channel="email", to=ADDRESS).status == 201
    assert shop.send(link["id"], channel="email", to="other@example.com").status == 201
    shop.world.settle_down()
    shop.world.table.put(mark_put(Channel.EMAIL, ADDRESS, Delivery.OPTED_OUT, shop.world.clock.now()))
    sending = next(each for each in shop.sendings() if each["to"] == ADDRESS)
    outbox.mails[:] = [mail for mail in outbox.mails if mail["Destination"] == {"ToAddresses": [ADDRESS]}]
    ses_tells(sending, "Bounce")
    assert next(each for each in shop.sendings() if each["to"] == ADDRESS)["delivery"] == "undeliverable"
    assert shop.send(link["id"], channel="email", to=ADDRESS, again=True).json["code"] == "recipient_opted_out"


def test_a_word_about_a_mail_that_nobody_knew_of_says_that_it_was_sent(shop: Shop, link: Json) -> None:
    outbox.troubles.append(Trouble("SendEmail", NoAnswer(), taken=True))
    sending = mailed(shop, link)
    assert sending["status"] == "unknown"
    ses_tells(sending, "Delivery")
    told = shop.sendings()[0]
    assert (told["status"], told["delivery"], "reason" in told) == ("sent", "delivered", False)


def test_a_lost_sms_is_shown_and_its_number_remembered(shop: Shop, link: Json) -> None:
    shop.send(link["id"])
    shop.world.settle_down()
    (sending,) = shop.sendings()
    sns_tells(sending["provider_id"], "FAILURE", "Unknown error attempting to reach phone")
    assert shop.sendings()[0]["delivery"] == "undeliverable"
    assert shop.send(link["id"]).json["code"] == "recipient_undeliverable"
    assert shop.wallet()["balance"] == 991, "the networks were paid all the same"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("This delivery would exceed max price", 201),
        ("No quota left for account", 201),
        ("Blocked as spam by phone carrier", 201),
        ("Phone carrier has blocked this message", 201),
        ("Phone carrier is currently unreachable/unavailable", 201),
        ("Phone is currently unreachable/unavailable", 201),
        ("Phone has blocked SMS", 409),
        ("Invalid phone number", 409),
        ("Phone number is opted out", 409),
    ],
)
def test_what_an_sms_failed_by_decides_about_the_next(shop: Shop, link: Json, said: str, status: int) -> None:
    shop.send(link["id"])
    shop.world.settle_down()
    (sending,) = shop.sendings()
    sns_tells(sending["provider_id"], "FAILURE", said)
    assert shop.send(link["id"]).status == status
    assert said != "Phone number is opted out" or shop.send(link["id"], again=True).status == 409


def test_a_delivered_sms_is_shown(shop: Shop, link: Json) -> None:
    shop.send(link["id"])
    shop.world.settle_down()
    sns_tells(shop.sendings()[0]["provider_id"], "SUCCESS", "Message has been accepted by phone carrier")
    assert shop.sendings()[0]["delivery"] == "delivered"


def test_what_is_not_ours_is_left_alone(shop: Shop) -> None:
    sns_tells("somebody-elses", "FAILURE", "Phone is opted out")
    assert record_deliveries(sample("record_deliveries"), None) == {"batchItemFailures": []}
    assert shop.world.items("recipient") == []


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", '{"detail": 5}', '{"detail": {"mail": []}}', '{"detail": {"mail": {}}}', "[" * 100_000]
)
def test_what_nobody_can_read_ends_where_a_person_looks(shop: Shop, body: str) -> None:
    event = sample("record_deliveries")
    event["Records"][0]["body"] = body
    assert len(record_deliveries(event, None)["batchItemFailures"]) == 1
