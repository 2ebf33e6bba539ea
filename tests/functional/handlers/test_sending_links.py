"""A merchant has a link sent: what goes out, what it costs, and what is refused."""

from typing import Any

import pytest

from tests.functional.handlers.books import audit
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.writer import MOBILE
from tests.support.outbox import outbox
from tests.support.world import Json


@pytest.fixture
def link(shop: Shop) -> Json:
    """Of an order with a customer, in a shop with credits."""
    shop.fund(1_000)
    customer = {"email": "mira@example.com", "phone": MOBILE, "locale": "de-DE"}
    return shop.link(shop.order(4590, collect="none", customer=customer), invoice_number="R-1")


def test_an_sms_goes_out_to_the_letter_and_its_fee_is_a_journal_line(shop: Shop, link: Json) -> None:
    answer = shop.send(link["id"])
    assert answer.status == 201
    made = answer.json
    assert (made["status"], made["segments"], made["fee"], made["currency"]) == ("queued", 1, 9, "EUR")
    assert made["text"] == f"Paper & Thread: bitte 45,90 EUR für R-1 bis 20.02.2027 03:12 UTC bezahlen: {link['url']}"
    assert shop.wallet()["balance"] == 991
    (line,) = shop.journal().json["data"][0]["lines"]
    assert line == {"kind": "fee", "reference": made["id"], "amount": -9}
    shop.world.settle_down()
    assert [(sms["PhoneNumber"], sms["Message"]) for sms in outbox.sms] == [(MOBILE, made["text"])]
    (sending,) = shop.sendings()
    assert (sending["status"], sending["provider_id"] != "") == ("sent", True)
    audit(shop.world)


def test_a_mail_goes_out_at_no_cost_with_the_shops_name_and_address(shop: Shop, link: Json) -> None:
    made = shop.send(link["id"], channel="email", to=None).json
    assert (made["to"], made["fee"], made["segments"]) == ("mira@example.com", 0, None)
    shop.world.settle_down()
    (mail,) = outbox.mails
    assert mail["Destination"] == {"ToAddresses": ["mira@example.com"]}
    assert mail["FromEmailAddress"] == "Paper & Thread <pay@orderpay.example>"
    assert mail["ReplyToAddresses"] == ["help@shop.example"]
    assert mail["Content"]["Simple"]["Subject"]["Data"] == "Paper & Thread: Zahlung von 45,90 EUR für R-1"
    assert link["url"] in mail["Content"]["Simple"]["Body"]["Text"]["Data"]
    assert link["url"] not in mail["Content"]["Simple"]["Subject"]["Data"]
    assert shop.wallet()["balance"] == 1_000


def test_a_shops_address_that_ses_would_refuse_keeps_no_mail_from_its_way(shop: Shop, link: Json) -> None:
    shop.set_merchant(email="grüße@shop.example")
    shop.send(link["id"], channel="email", to="a@example.com")
    shop.world.settle_down()
    assert [mail.get("ReplyToAddresses") for mail in outbox.mails] == [None]


def test_a_repeat_gets_the_same_sending_and_pays_nothing(shop: Shop, link: Json) -> None:
    first = shop.send(link["id"], key="one").json
    shop.world.settle_down()
    again = shop.send(link["id"], key="one")
    assert (again.status, again.json["id"], again.json["status"]) == (201, first["id"], "sent")
    shop.world.settle_down()
    assert (len(outbox.sms), shop.wallet()["balance"]) == (1, 991)
    other = shop.send(link["id"], key="one", to="+4915123456780")
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_credits_that_do_not_cover_the_fee_refuse_it_with_the_shortfall(shop: Shop) -> None:
    shop.fund(60)
    shop.adjust(-55)
    link = shop.link(shop.order(collect="none"))
    refused = shop.send(link["id"])
    assert (refused.status, refused.json["code"]) == (409, "insufficient_credits")
    assert (refused.json["fee"], refused.json["shortfall"], refused.json["currency"]) == (9, 4, "EUR")
    assert shop.wallet()["balance"] == 5
    assert shop.sendings() == []
    shop.world.settle_down()
    assert outbox.sms == []


def test_the_operator_says_what_an_sms_costs_a_merchant(shop: Shop, link: Json) -> None:
    shop.set_merchant(sms_fee=14)
    long = "{link} " + "a" * 200
    assert shop.save_templates({"en": {"sms": long}}).status == 200
    made = shop.send(link["id"], language="en").json
    assert (made["segments"], made["fee"]) == (2, 28)
    shop.world.settle_down()
    shop.set_merchant(sms_fee=0)
    free = shop.send(link["id"], to="+4915123456780").json
    assert (free["fee"], shop.wallet()["balance"]) == (0, 972)
    shop.world.settle_down()
    audit(shop.world)


def test_a_merchant_in_a_currency_without_a_fee_sends_no_sms(shop: Shop) -> None:
    polish = Shop(shop.world, shop.world.merchant(currency="PLN"))
    link = polish.link(polish.order(collect="none", currency="PLN"))
    refused = polish.send(link["id"])
    assert (refused.status, refused.json["code"]) == (409, "sms_fee_not_set")
    assert polish.send(link["id"], channel="email", to="a@example.com").status == 201


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"to": "0151 23456789"}, "invalid_phone_number"),
        ({"to": "+49 30 901820"}, "not_a_mobile_number"),
        ({"to": "+4915123456789 ext. 7"}, "invalid_phone_number"),
        ({"channel": "email", "to": "a@example.com,b@example.com"}, "invalid_email"),
        ({"channel": "email", "to": "a@example.com\r\nBcc: b@example.com"}, "invalid_email"),
        ({"language": "it"}, "unknown_language"),
    ],
)
def test_what_cannot_be_written_to_is_refused_by_field(shop: Shop, link: Json, wish: Json, code: str) -> None:
    refused = shop.send(link["id"], **wish)
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, code)
    assert (shop.wallet()["balance"], shop.sendings()) == (1_000, [])


def test_an_order_that_names_nobody_needs_an_address(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    refused = shop.send(link["id"], channel="email", to=None)
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "to")


def test_a_number_without_a_country_is_read_where_the_merchant_says_it_is(shop: Shop, link: Json) -> None:
    shop.set_merchant(locale="de-DE")
    assert shop.send(link["id"], to="0151 23456789").json["to"] == MOBILE


def test_a_link_that_cannot_be_paid_is_not_sent(shop: Shop, link: Json) -> None:
    assert shop.void(link["id"]).status == 200
    refused = shop.send(link["id"])
    assert (refused.status, refused.json["code"], shop.wallet()["balance"]) == (409, "link_void", 1_000)
    other = shop.link(shop.order(collect="none"), expires_in_days=1)
    shop.world.pass_time(days=2)
    assert shop.send(other["id"]).json["code"] == "link_expired"


def test_a_link_of_another_merchant_is_not_there(shop: Shop, link: Json) -> None:
    stranger = Shop(shop.world, shop.world.merchant())
    assert stranger.send(link["id"]).status == 404
    assert stranger.send("lnk_nothing").status == 404


def test_nobody_is_written_to_twice_while_a_message_is_on_its_way(shop: Shop, link: Json) -> None:
    shop.send(link["id"])
    refused = shop.send(link["id"], again=True)
    assert (refused.status, refused.json["code"]) == (409, "sending_in_progress")
    assert shop.send(link["id"], to="+4915123456780").status == 201
    assert shop.wallet()["balance"] == 982


def test_a_person_is_one_person_however_the_address_is_spelled(shop: Shop, link: Json) -> None:
    shop.send(link["id"], channel="email", to="mira@example.com")
    refused = shop.send(link["id"], channel="email", to="Mira@Example.com")
    assert (refused.status, refused.json["code"]) == (409, "sending_in_progress")


def test_a_mail_that_grows_beyond_all_measure_is_refused(shop: Shop, link: Json) -> None:
    """What the table would not take is told to whom it concerns, and is no failure of ours."""
    shop.set_merchant(name="🎁" * 200)
    shop.save_templates({"en": {"email": {"subject": "s", "body": "{link}" + "{merchant}" * 499}}})
    refused = shop.send(link["id"], channel="email", to="a@example.com", language="en")
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "message_too_long")
    shop.save_templates({"en": {"email": {"subject": "s", "body": "{link}" + "{merchant}" * 90}}})
    assert shop.send(link["id"], channel="email", to="a@example.com", language="en").status == 201


def test_a_message_is_kept_as_long_as_its_link(shop: Shop) -> None:
    shop.fund(1_000)
    link = shop.link(shop.order(collect="none"), expires_in_days=90)
    shop.world.pass_time(days=89)
    shop.send(link["id"])
    assert [item["ttl"] for item in shop.sendings()] == [item["ttl"] for item in shop.world.items("link")]


def test_one_link_is_sent_a_limited_number_of_times(shop: Shop, link: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.payments.sending.requesting.MAX_SENDINGS", 2)
    for tail in (1, 2):
        assert shop.send(link["id"], to=f"+491512345678{tail}").status == 201
    assert shop.send(link["id"], to="+4915123456783").json["code"] == "too_many_sendings"


def test_two_at_once_are_one_after_the_other(shop: Shop, link: Json, interruptions: Any) -> None:
    first: list[int] = []
    interruptions.before("TransactWriteItems", lambda: first.append(shop.send(link["id"]).status))
    refused = shop.send(link["id"])
    assert (first, refused.status, refused.json["code"]) == ([201], 409, "sending_in_progress")
    assert shop.wallet()["balance"] == 991


def test_the_fee_waits_for_no_consent_and_counts_in_no_limit(shop: Shop, link: Json) -> None:
    shop.consent()
    assert shop.change_wallet(limits={"per_day": 1}, paused=True).status == 200
    assert shop.send(link["id"]).status == 201
    assert shop.wallet()["spent"] == {"day": None, "amount": 0}
