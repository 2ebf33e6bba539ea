"""The words of a notice in the merchant's language: a title and a sentence to show, and a mail. Pure."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from shared.clock import parse_rfc3339
from shared.messaging.words import amount_text, day_text, moment_text
from shared.notifications.model import Notice

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl")
"""Each has a file below ``texts``; the first is spoken to whom nobody knows another of."""

_TEXTS: Final = Path(__file__).parent / "texts"
_AMOUNTS: Final = ("amount", "balance", "threshold")
_BRANDS: Final = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "jcb": "JCB",
}

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class NoticeText:
    """``locale`` is the language it is in, with the country whose numbers and dates it has."""

    locale: str
    title: str
    text: str
    mail: str


def write_notice(notice: Notice, locale: str | None, url: str | None = None) -> NoticeText:
    """In the merchant's language, else in English; ``url`` is where it can act, told in the mail alone."""
    spoken = locale if locale and locale.split("-")[0] in LANGUAGES else LANGUAGES[0]
    texts = _texts(spoken.split("-")[0])
    words = _words(notice.values, spoken, texts)
    title = texts[f"title_{notice.kind}"].format_map(words)
    text = texts[f"text_{notice.kind}"].format_map(words)
    lines = list(_lines(notice.values, spoken, texts, url))
    parts = (texts["hello"], text, "\n".join(lines), texts["switch_off"])
    return NoticeText(spoken, title, text, "\n\n".join(part for part in parts if part) + "\n")


def _words(values: Values, locale: str, texts: Mapping[str, str]) -> dict[str, str]:
    """What stands in the places of a title and a sentence."""
    words = {name: _one_line(value) for name, value in values.items()}
    for name in _AMOUNTS:
        if name in values and "currency" in values:
            words[name] = amount_text(int(values[name]), str(values["currency"]), locale)
    if "due_date" in values:
        words["due_date"] = _day(values["due_date"], locale)
    return words | {"method": _method(words, texts) or texts["method_any"]}


def _lines(values: Values, locale: str, texts: Mapping[str, str], url: str | None) -> Iterator[str]:
    """What else is known, a line each."""
    shown: dict[str, Callable[[], str]] = {
        "number": lambda: str(values["number"]),
        "period": lambda: str(values["period"]),
        "reason": lambda: texts.get(f"reason_{values['reason']}") or texts["reason_other"],
        "times": lambda: str(values["times"]),
        "next_try": lambda: _moment(values["next_try"], locale),
    }
    told = {name: say() for name, say in shown.items() if name in values}
    if method := _method({name: str(value) for name, value in values.items()}, texts):
        told["method"] = method
    if "exp_month" in values and "exp_year" in values:
        told["expires"] = f"{int(values['exp_month']):02d}/{values['exp_year']}"
    if url is not None:
        told["url"] = url
    for name in ("number", "period", "method", "expires", "reason", "times", "next_try", "url"):
        if name in told:
            yield texts[f"line_{name}"].format(value=_one_line(told[name]))


def _method(words: Mapping[str, str], texts: Mapping[str, str]) -> str | None:
    if "last4" in words:
        brand = words.get("brand", "")
        named = _BRANDS.get(brand, brand.replace("_", " ").title())
        return texts["method_card"].format(brand=named, last4=words["last4"]).strip()
    return texts["method_paypal"].format(email=words["email"]) if "email" in words else None


def _day(value: str | int, locale: str) -> str:
    try:
        return day_text(date.fromisoformat(str(value)), locale)
    except ValueError:
        return _one_line(value)


def _moment(value: str | int, locale: str) -> str:
    try:
        return moment_text(parse_rfc3339(str(value)), locale)
    except ValueError:
        return _one_line(value)


def _one_line(value: str | int) -> str:
    """Text of others starts no line of its own."""
    return " ".join(str(value).split())


@cache
def _texts(code: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(_TEXTS.joinpath(f"{code}.json").read_text(encoding="utf-8"))
    return found
