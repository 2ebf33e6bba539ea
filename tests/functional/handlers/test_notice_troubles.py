"""What a merchant has to act on besides its charges: disputes, its Stripe account, messages and documents of links."""

import json
from typing import Any

import pytest

from shared.notifications.model import NoticeKind
from tests.functional.handlers.handing_over import key
from tests.functional.handlers.notified import Notified, ses_tells
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.uploads import checked, form_of, promised, upload
from tests.functional.handlers.writer import MOBILE
from tests.support.outbox import Trouble, outbox, refused
from tests.support.world import Json

ADDRESS = "help@shop.example"
OPTED_OUT = "+4915123456799"
"""By moto's word: what ends in 99."""


@pytest.fixture
def told(shop: Shop) -> Notified:
    """A merchant that hears."""
    return Notified(shop)


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


def once_again(told: Notified) -> list[Json]:
    """What it sees after everything has been told, and then all of it a second time."""
    told.world.settle_down()
    before = told.listed()
    told.world.stream_position = 0
    told.world.settle_down()
    assert told.listed() == before, "a repeat of the stream tells nothing twice"
    return before


def kinds(notices: list[Json]) -> list[str]:
    """The newest first."""
    return [notice["kind"] for notice in notices]


def mailed(shop: Shop, to: str = "mira@example.com", channel: str = "email") -> Json:
    """A message about a link of the shop."""
    shop.fund(1_000)
    link = shop.link(shop.order(collect="none"))
    assert shop.send(link["id"], channel=channel, to=to).status == 201
    shop.world.settle_down()
    return shop.sendings()[-1]


def test_a_dispute_is_told_once_whatever_becomes_of_it(told: Notified, provider: ProviderSide) -> None:
    shop = told.shop
    payment = shop.buy(shop.order(4_590))
    dispute = provider.dispute(payment)
    told.world.deliver_webhooks()
    (notice,) = once_again(told)
    assert (notice["kind"], notice["subject"]) == ("payment_disputed", {"type": "payment", "id": payment})
    assert notice["values"] == {"amount": 4_590, "currency": "EUR"}
    assert notice["text"].endswith("evidence is accepted for a limited time only.")
    assert notice["title"] == "A payment of 45.90 EUR is disputed"
    assert notice["mail"]["status"] == "sent"
    provider.end_dispute(dispute, "won")
    told.world.deliver_webhooks()
    assert len(once_again(told)) == 1
    provider.dispute_again(payment)
    told.world.deliver_webhooks()
    assert kinds(once_again(told)) == ["payment_disputed"] * 2
    assert len([mail for mail in outbox.mails if mail["Destination"]["ToAddresses"] == [ADDRESS]]) == 2


def test_an_inquiry_is_told_as_a_dispute_and_a_refund_is_none(told: Notified, provider: ProviderSide) -> None:
    shop = told.shop
    assert shop.refund(shop.buy(shop.order(1_000))).status == 201
    told.world.settle_down()
    assert told.listed() == []
    provider.dispute(shop.buy(shop.order(2_000)), inquiry=True)
    told.world.deliver_webhooks()
    assert [notice["values"]["amount"] for notice in once_again(told)] == [2_000]


def test_a_dispute_that_is_won_when_it_is_first_seen_is_no_news(told: Notified, provider: ProviderSide) -> None:
    provider.end_dispute(provider.dispute(told.shop.buy(told.shop.order())), "won")
    told.world.deliver_webhooks()
    assert len(told.world.items("return")) == 1
    assert once_again(told) == []


def test_an_account_that_stops_taking_cards_is_told_each_time(told: Notified, own: OwnAccount) -> None:
    for number in (1, 2):
        own.becomes(card="restricted", missing=["identity.document"])
        told.world.deliver_webhooks()
        own.show(refresh="true")
        assert kinds(once_again(told)) == ["stripe_account_stopped"] * number
        own.becomes(card="active", missing=[])
        told.world.deliver_webhooks()
        told.world.pass_time(minutes=1)
    assert told.listed()[0]["subject"] == {"type": "stripe_account", "id": own.id}
    assert len(outbox.mails) == 2


def test_an_account_whose_owner_takes_the_access_back_is_told_each_time(told: Notified, own: OwnAccount) -> None:
    for number in (1, 2):
        own.becomes(revoked=True)
        told.world.deliver_webhooks()
        assert kinds(once_again(told)) == ["stripe_account_revoked"] * number
        own.becomes(revoked=False)
        assert own.name().status == 200
    assert len(outbox.mails) == 2


def test_an_account_that_its_merchant_disconnects_or_that_never_took_cards_is_no_news(
    told: Notified, own: OwnAccount
) -> None:
    assert own.disconnect().status == 204
    made = own.onboard()
    assert made.status == 201
    own.show(refresh="true")
    assert once_again(told) == []


def test_a_message_that_bounces_is_told_once_and_by_no_mail(told: Notified) -> None:
    sending = mailed(told.shop)
    for _ in range(2):
        ses_tells(sending, "Bounce")
    (notice,) = once_again(told)
    assert (notice["kind"], notice["subject"]) == ("message_failed", {"type": "payment_link", "id": sending["link_id"]})
    assert notice["values"] == {"reason": "undeliverable", "sending": sending["id"]}
    assert (notice["url"], notice["mail"]["status"], notice["mail"]["reason"]) == (None, "off", "switched_off")
    assert "mira@" not in json.dumps(notice)
    ses_tells(sending, "Complaint")
    assert len(once_again(told)) == 1


def test_a_mail_that_arrived_is_not_told_to_be_lost(told: Notified) -> None:
    sending = mailed(told.shop)
    ses_tells(sending, "Delivery")
    ses_tells(sending, "Complaint")
    assert once_again(told) == []


def test_a_message_that_is_refused_is_told(told: Notified) -> None:
    mailed(told.shop, OPTED_OUT, "sms")
    outbox.troubles.append(Trouble("SendEmail", refused("MessageRejected")))
    mailed(told.shop)
    assert [sending["status"] for sending in told.shop.sendings()] == ["failed"] * 2
    found = once_again(told)
    assert {notice["values"]["reason"] for notice in found} == {"recipient_opted_out", "MessageRejected"}
    assert {notice["kind"] for notice in found} == {"message_failed"}


def test_a_recipient_who_opts_out_of_texts_has_not_got_this_one(told: Notified) -> None:
    sending = mailed(told.shop, MOBILE, "sms")
    told.world.backing.overwrite(key(sending), "delivery", "opted_out")
    assert [notice["values"]["reason"] for notice in once_again(told)] == ["recipient_opted_out"]


@pytest.mark.parametrize(("reason", "told_of"), [("link_paid", 0), ("link_void", 0), ("link_expired", 1)])
def test_a_message_that_nobody_misses_is_no_news(told: Notified, reason: str, told_of: int) -> None:
    sending = mailed(told.shop)
    for name, value in (("status", "queued"), ("reason", reason), ("status", "failed")):
        told.world.backing.overwrite(key(sending), name, value)
    assert len(once_again(told)) == told_of


def test_the_mail_of_a_notice_that_bounces_tells_of_nothing(told: Notified) -> None:
    told.switch("mail", on=True, kind=NoticeKind.MESSAGE_FAILED)
    ses_tells(mailed(told.shop), "Bounce")
    (notice,) = once_again(told)
    assert notice["mail"]["status"] == "sent"
    (mail,) = [sending for sending in told.shop.sendings() if sending["purpose"] == "notice"]
    ses_tells(mail, "Bounce")
    assert [each["mail"]["delivery"]["state"] for each in once_again(told)] == ["undeliverable"]


def test_a_document_that_is_refused_is_told_for_each_upload(told: Notified) -> None:
    link = promised(told.shop)
    checked(upload(form_of(link), b"<html>invoice.pdf</html>"))
    (notice,) = once_again(told)
    assert (notice["kind"], notice["subject"]) == ("document_refused", {"type": "payment_link", "id": link["id"]})
    assert (notice["values"], notice["mail"]["status"]) == ({"reason": "not_a_pdf"}, "off")
    told.shop.checkout(link)
    assert len(once_again(told)) == 1, "another change of the link"
    again = told.shop.new_form(link["id"])
    assert len(once_again(told)) == 1
    checked(upload(again.json["document"]["upload"], bytes(10 * 1024 * 1024 + 1)))
    assert {each["values"]["reason"] for each in once_again(told)} == {"not_a_pdf", "too_large"}


def happens(told: Notified, own: OwnAccount, kind: NoticeKind) -> None:
    """One trouble of this kind."""
    match kind:
        case NoticeKind.PAYMENT_DISPUTED:
            own.provider.dispute(told.shop.buy(told.shop.order()))
        case NoticeKind.STRIPE_ACCOUNT_STOPPED:
            own.becomes(card="restricted", missing=[])
        case NoticeKind.STRIPE_ACCOUNT_REVOKED:
            own.becomes(revoked=True)
        case NoticeKind.MESSAGE_FAILED:
            ses_tells(mailed(told.shop), "Bounce")
        case _:
            checked(upload(form_of(promised(told.shop)), b"<html>invoice.pdf</html>"))
    told.world.deliver_webhooks()
    told.world.settle_down()


TROUBLES = [
    (NoticeKind.PAYMENT_DISPUTED, True),
    (NoticeKind.STRIPE_ACCOUNT_STOPPED, True),
    (NoticeKind.STRIPE_ACCOUNT_REVOKED, True),
    (NoticeKind.MESSAGE_FAILED, False),
    (NoticeKind.DOCUMENT_REFUSED, False),
]


@pytest.mark.parametrize(("kind", "mail"), TROUBLES)
def test_each_is_switched_off_and_on_by_the_settings(
    told: Notified, own: OwnAccount, kind: NoticeKind, mail: bool
) -> None:
    assert told.settings()["kinds"][kind] == {"in_app": True, "mail": mail}
    told.switch("in_app", on=False, kind=kind)
    told.switch("mail", on=not mail, kind=kind)
    happens(told, own, kind)
    assert told.listed() == []
    told.switch("in_app", on=True, kind=kind)
    (notice,) = told.listed()
    shown: Any = notice["mail"]
    assert (notice["kind"], shown["status"]) == (kind, "off" if mail else "sent")
