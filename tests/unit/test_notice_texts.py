"""Merchants are told in their language, with every word there is in the others, too."""

import json
import re
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.links.pages.languages import LANGUAGES as OF_PAGES
from shared.notifications import writing
from shared.notifications.model import KINDS, Notice, NoticeKind, NoticeValues
from shared.notifications.writing import LANGUAGES, write_notice
from shared.stripe_gateway.charges import MethodRefused
from shared.stripe_gateway.port import DeclineReason
from tests.support.reasons import SOURCES, reasons_in

FILES = sorted((Path(writing.__file__).parent / "texts").iterdir())
FIXED = {"method", "value"}
EVERYTHING: dict[str, Any] = {
    "amount": 123_450, "currency": "EUR", "balance": 900, "threshold": 1_000, "reason": "insufficient_funds",
    "brand": "visa", "last4": "4242", "exp_month": 7, "exp_year": 2027, "number": "2026-0042",
    "due_date": "2026-12-24", "period": "2026-10", "times": 3, "days": 7, "next_try": "2026-11-24T08:30:00.000Z",
    "sending": "snd_1", "link": "lnk_1",
}  # fmt: skip


def words(code: str) -> dict[str, str]:
    """The texts of a language."""
    path = next(path for path in FILES if path.stem == code)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def places(text: str) -> set[str]:
    """What is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def notice(kind: NoticeKind, **values: Any) -> Notice:
    """That this happened."""
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Notice(id="ntf_1", merchant_id="mer_1", kind=kind, subject="pay_1", created_at=at, values=values)


def test_merchants_are_spoken_to_in_the_languages_of_the_pages() -> None:
    assert {path.name for path in FILES} == {f"{code}.json" for code in LANGUAGES}
    assert LANGUAGES == OF_PAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_every_text_with_the_same_places(code: str) -> None:
    english, own = words("en"), words(code)
    assert own.keys() == english.keys()
    for name, text in own.items():
        assert text.strip() == text != ""
        assert places(text) == places(english[name]), name
        assert not set(text) & set("<>&\"'`"), name
    if code != "en":
        assert [name for name in own if name.startswith(("title_", "text_")) and own[name] == english[name]] == []


def test_french_signs_stay_with_their_words() -> None:
    assert [name for name, text in words("fr").items() if re.search(r" [?!;:]", text)] == []


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_the_words_of_a_kind_name_only_what_it_cannot_lack(kind: NoticeKind) -> None:
    for code in LANGUAGES:
        own = words(code)
        named = places(own[f"title_{kind}"]) | places(own[f"text_{kind}"])
        assert named - FIXED <= KINDS[kind].needs


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_notice_can_be_written_with_the_least_and_with_everything(kind: NoticeKind, code: str) -> None:
    least = write_notice(notice(kind, **{name: EVERYTHING[name] for name in KINDS[kind].needs}), code)
    most = write_notice(notice(kind, **EVERYTHING), code, "https://x/pay/secret")
    for written in (least, most):
        assert written.locale == code
        assert not set(written.title + written.mail) & set("{}\r")
        assert "\n" not in written.title + written.text
        assert written.text in written.mail
    assert "secret" not in most.title + most.text, "a link is in the mail alone"


def test_a_reason_is_told_in_words_for_every_decline() -> None:
    assert {f"reason_{reason}" for reason in DeclineReason} <= words("en").keys()


def test_every_reason_that_is_written_down_is_told_in_words() -> None:
    written = reasons_in(*SOURCES)
    found = "provider_failed rejected cancelled authentication_required declined detached agreement_ended link_expired"
    assert {*found.split(), "customer_deleted", "too_complex", "amount_too_large", "provider_rejected"} <= written
    refused = {MethodRefused.default_code, "no_payment_method", "method_unusable", "method_not_linked", "undeliverable"}
    told = words("en").keys()
    assert {reason for reason in written | refused if f"reason_{reason}" not in told} == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_providers_code_is_never_shown(code: str) -> None:
    mail = write_notice(notice(NoticeKind.METHOD_DEAD, reason="stolen_card"), code).mail
    assert "stolen" not in mail
    assert words(code)["reason_other"] in mail


def test_a_mail_tells_all_that_is_known() -> None:
    mail = write_notice(notice(NoticeKind.CHARGE_FAILED, **EVERYTHING), "de-AT", "https://pay.example/pay/secret").mail
    assert mail == (
        "Guten Tag,\n\n"
        "Wir konnten 1234,50 EUR nicht abbuchen. Bitte prüfen Sie Ihre Zahlungsmittel, oder bezahlen Sie auf anderem "
        "Weg.\n\n"
        "Rechnung: 2026-0042\n"
        "Zeitraum: 2026-10\n"
        "Zahlungsmittel: Visa mit den Endziffern 4242\n"
        "Gültig bis: 07/2027\n"
        "Grund: Es war nicht genug Geld verfügbar.\n"
        "Fehlgeschlagene Versuche: 3\n"
        "Nächster Versuch: 24.11.2026 08:30 UTC\n"
        "Hier geht es weiter: https://pay.example/pay/secret\n\n"
        "In Ihren Benachrichtigungseinstellungen wählen Sie, welche Nachrichten Sie per E-Mail erhalten.\n"
    )


@pytest.mark.parametrize("locale", [None, "pl", "pl-PL", "zh"])
def test_who_speaks_none_of_them_is_told_in_english(locale: str | None) -> None:
    written = write_notice(notice(NoticeKind.LOW_BALANCE, currency="JPY", balance=90, threshold=500), locale)
    assert (written.locale, written.text) == (
        "en",
        "Your credits are at 90 JPY, below the 500 JPY that you chose. Please top them up in time.",
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "A payment method can no longer be used."),
        ({"last4": "0005", "brand": "amex"}, "American Express ending in 0005 can no longer be used."),
        ({"email": "mira@example.com"}, "PayPal (mira@example.com) can no longer be used."),
    ],
)
def test_a_method_is_called_by_what_is_known_of_it(values: Any, said: str) -> None:
    assert write_notice(notice(NoticeKind.METHOD_DEAD, **values), "en").text.startswith(said)


def test_what_others_wrote_starts_no_line_and_stands_for_nothing() -> None:
    values: NoticeValues = {"reason": "some_new_code\nBcc: x", "number": "{amount}\r\n\r\nPay here: evil"}
    written = write_notice(notice(NoticeKind.ACCOUNT_RESTRICTED, **values), "en")
    assert "Invoice: {amount} Pay here: evil\n" in written.mail
    assert "Reason: No further reason is known.\n" in written.mail


def test_a_date_that_is_none_is_told_as_it_is() -> None:
    values = EVERYTHING | {"due_date": "soon", "next_try": "later"}
    written = write_notice(notice(NoticeKind.INVOICE_OVERDUE, **values), "en")
    assert "was due on soon and" in written.text
    assert "Next attempt: later\n" in written.mail
