"""A notice that offers a payment link keeps its id alone: the token is looked up, and goes with the link."""

import json

import pytest

from functions.deliver_messages.handler import lambda_handler as deliver_messages
from shared.notifications.model import NoticeKind, NoticeValues
from shared.table.keys import link_key
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.handing_over import handed
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.purged_links import age, left_of
from tests.functional.handlers.shop import Shop, token_of
from tests.support.outbox import outbox
from tests.support.world import Json


@pytest.fixture
def told(shop: Shop) -> Notified:
    """A merchant that hears."""
    return Notified(shop)


@pytest.fixture
def link(shop: Shop) -> Json:
    """By which it can pay."""
    return shop.link(shop.order(collect="none"))


def asked(told: Notified, link: Json) -> str:
    """That a bank wants to see it."""
    values: NoticeValues = {"amount": 4_590, "currency": "EUR", "link": link["id"]}
    return told.tell(NoticeKind.CHARGE_REQUIRES_ACTION, values=values)


def test_the_page_is_in_the_mail_and_in_the_list_and_goes_with_the_link(told: Notified, link: Json) -> None:
    made = asked(told, link)
    told.world.settle_down()
    (mail,) = outbox.mails
    assert f"Continue here: {link['url']}\n" in mail["Content"]["Simple"]["Body"]["Text"]["Data"]
    assert (mail["FromEmailAddress"], "ReplyToAddresses" in mail) == ("pay@orderpay.example", False)
    (notice,) = told.listed()
    assert (notice["url"], notice["mail"]["status"]) == (link["url"], "sent")
    assert told.read(made).json["url"] == link["url"]
    assert token_of(link) not in json.dumps(told.world.items("notice"))
    (kept,) = told.world.items("sending")
    assert kept["ttl"] == told.world.items("link")[0]["ttl"]
    audit(told.world)
    age(told.world)
    assert told.listed()[0]["url"] is None, "before the job has come"
    assert jobs.purge() == (1, {})
    assert left_of(told.world, link) == []
    assert (told.listed()[0]["url"], told.listed()[0]["mail"]["status"]) == (None, "written")
    audit(told.world)


def test_a_link_that_has_gone_before_the_mail_was_written_is_not_in_it(told: Notified, link: Json) -> None:
    made = asked(told, link)
    told.world.backing.lose(link_key(link["id"]))
    told.world.settle_down()
    (mail,) = outbox.mails
    assert "Continue here" not in mail["Content"]["Simple"]["Body"]["Text"]["Data"]
    assert (told.listed()[0]["url"], told.listed()[0]["mail"]["status"]) == (None, "sent")
    assert told.world.items("sending")[0]["pk"] == made


def test_a_mail_with_a_link_is_written_once(told: Notified, link: Json) -> None:
    made = asked(told, link)
    told.world.settle_down()
    handed(deliver_messages, json.dumps({"new_notice_id": made}))
    told.world.stream_position = 0
    told.world.settle_down()
    assert (len(outbox.mails), len(told.world.items("sending"))) == (1, 1)


def test_a_link_that_goes_while_the_mail_is_written_is_looked_at_again(
    told: Notified, link: Json, interruptions: Interruptions
) -> None:
    made = asked(told, link)
    interruptions.before("TransactWriteItems", lambda: told.world.backing.lose(link_key(link["id"])))
    body = json.dumps({"new_notice_id": made})
    assert len(handed(deliver_messages, body)["batchItemFailures"]) == 1, "the message comes again"
    told.world.settle_down()
    assert ("Continue here" in str(outbox.mails), len(outbox.mails)) == (False, 1)
