"""A merchant's own texts: saved, shown, previewed, sent."""

from tests.functional.handlers.shop import Shop
from tests.functional.handlers.writer import MOBILE

GET, PREVIEW = "GET /v1/link-template", "POST /v1/link-template/preview"
OWN = {"de": {"sms": "Hallo! {amount} an {merchant}: {link}"}}


def test_our_own_texts_are_shown_beside_none(shop: Shop) -> None:
    answer = shop.templates(GET)
    assert (answer.status, answer.json["templates"]) == (200, {})
    assert set(answer.json["defaults"]) == {"en", "de", "fr", "es"}
    assert answer.json["placeholders"] == ["amount", "expires", "link", "merchant", "reference"]


def test_saved_texts_are_sent_in_their_language_and_ours_in_the_others(shop: Shop) -> None:
    shop.fund(1_000)
    assert shop.save_templates(OWN).json["templates"] == {"de": {"sms": OWN["de"]["sms"], "email": None}}
    link = shop.link(
        shop.order(collect="none", customer={"phone": MOBILE, "locale": "de-AT", "email": "a@example.com"})
    )
    assert shop.send(link["id"]).json["text"] == f"Hallo! 45,90 EUR an Paper & Thread: {link['url']}"
    assert shop.send(link["id"], channel="email", to=None).json["text"].startswith("Guten Tag,")
    french = shop.send(link["id"], to="+33612345678", language="fr").json
    assert (french["language"], french["text"].startswith("Paper & Thread : merci de")) == ("fr", True)


def test_saving_replaces_everything(shop: Shop) -> None:
    shop.save_templates(OWN)
    assert shop.save_templates({}).json["templates"] == {}
    assert shop.templates(GET).json["templates"] == {}


def test_another_merchants_texts_are_its_own(shop: Shop) -> None:
    shop.save_templates(OWN)
    assert Shop(shop.world, shop.world.merchant()).templates(GET).json["templates"] == {}


def test_a_text_that_breaks_a_rule_is_not_saved(shop: Shop) -> None:
    shop.save_templates(OWN)
    refused = shop.save_templates({"de": {"sms": "pay {price}"}, "en": {"sms": "pay"}})
    assert refused.status == 422
    assert [(error["field"], error["code"]) for error in refused.json["errors"]] == [
        ("templates.de.sms", "unknown_placeholder"),
        ("templates.en.sms", "link_missing"),
    ]
    assert shop.templates(GET).json["templates"]["de"]["sms"] == OWN["de"]["sms"]


def test_a_preview_tells_what_an_sms_takes(shop: Shop) -> None:
    shown = shop.templates(PREVIEW, channel="sms", language="de", template={"sms": "Grüße: {link}"}).json
    assert (shown["segments"], shown["encoding"], shown["subject"]) == (1, "gsm7", None)
    assert shown["text"].startswith("Grüße: https://api.example.com/pay/")
    emoji = shop.templates(PREVIEW, channel="sms", language="de", template={"sms": "🎁 {link}"}).json
    assert (emoji["segments"], emoji["encoding"]) == (2, "ucs2")
    assert shop.templates(GET).json["templates"] == {}


def test_a_preview_shows_what_is_saved_or_ours(shop: Shop) -> None:
    shop.save_templates(OWN)
    assert shop.templates(PREVIEW, channel="sms", language="de").json["text"].startswith("Hallo! 45,90 EUR")
    mail = shop.templates(PREVIEW, channel="email", language="de").json
    assert mail["subject"] == "Paper & Thread: Zahlung von 45,90 EUR für 2026-0042"
    refused = shop.templates(PREVIEW, channel="sms", language="it")
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "language")


def test_a_shops_currency_shows_in_the_preview(shop: Shop) -> None:
    japanese = Shop(shop.world, shop.world.merchant(currency="JPY"))
    assert "4590 JPY" in japanese.templates(PREVIEW, channel="sms").json["text"]
