"""Reads and checks what the buyer typed before any attempt is made; a refusal here leaves no trace."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from local.stripe_simulator.resources.cards import BAD_NUMBER, CARDS, Card, Decline, card_for

EXPIRY = re.compile(r"\s*(\d{1,2})\s*[/-]?\s*(\d{2}|\d{4})\s*")
NO_NUMBER = Decline("incorrect_number", None, "Your card number is incomplete.")
BAD_MONTH = Decline("invalid_expiry_month", None, "Your card's expiration month is invalid.")
PAST = Decline("invalid_expiry_year", None, "Your card's expiration date is in the past.")
BAD_CVC = Decline("invalid_cvc", None, "Your card's security code is invalid.")


class FormRefused(Exception):
    """The form cannot be sent to the bank as it is."""

    def __init__(self, decline: Decline) -> None:
        super().__init__(decline.message)
        self.decline = decline


def read_fields(text: str) -> dict[str, str]:
    """The fields of a plain form post, the last one of a name winning."""
    return {key: value.strip() for key, value in parse_qsl(text, keep_blank_values=True)}


def read_card(fields: dict[str, str], now: float) -> tuple[Card, tuple[int, int] | None]:
    """The card and its expiry (month, year) if given. Raises FormRefused for what no bank would see."""
    number = fields.get("card_number", "")
    if not number:
        raise FormRefused(NO_NUMBER)
    card = card_for(number)
    if card.number not in CARDS:
        raise FormRefused(card.decline or BAD_NUMBER)
    cvc = fields.get("cvc", "")
    if cvc and not re.fullmatch(r"\d{3,4}", cvc):
        raise FormRefused(BAD_CVC)
    return card, read_expiry(fields, now)


def read_expiry(fields: dict[str, str], now: float) -> tuple[int, int] | None:
    """`exp` as 12/34 or `exp_month` and `exp_year`; None when not given."""
    text = fields.get("exp") or f"{fields.get('exp_month', '')}/{fields.get('exp_year', '')}"
    if text == "/":
        return None
    found = EXPIRY.fullmatch(text)
    if not found or not 1 <= int(found.group(1)) <= 12:
        raise FormRefused(BAD_MONTH)
    month, year = int(found.group(1)), int(found.group(2))
    year += 2000 if year < 100 else 0
    today = datetime.fromtimestamp(now, UTC)
    if (year, month) < (today.year, today.month):
        raise FormRefused(PAST)
    return month, year
