"""What is on a buyer's page besides its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.links.documents.model import DocumentStatus
from shared.links.model import LinkStatus, PaymentLink, page_url
from shared.links.pages.formats import amount_text, moment_text
from shared.links.pages.languages import ENGLISH, Language, language_of
from shared.payables.kinds import kind_of
from shared.payables.model import Payable

_BRANDS: Final = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "paypal": "PayPal",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
"""As they write themselves (https://docs.stripe.com/api/charges/object, ``payment_method_details.card.brand``)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time for people and for machines."""

    text: str
    machine: str


@dataclass(frozen=True, slots=True)
class Logo:
    """The merchant's, in pixels; ``url`` is on our own address."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPage:
    """Everything is text for people but ``url``; ``reference`` is the word for it and the number.

    ``currency`` is the code where the sign alone leaves open which dollar it is; ``failure`` is why the last attempt
    failed (the end of a ``failure_…`` text).
    """

    language: Language = ENGLISH
    merchant: str | None = None
    email: str | None = None
    phone: str | None = None
    reference: tuple[str, str] | None = None
    amount: str | None = None
    currency: str | None = None
    url: str | None = None
    expires: Moment | None = None
    closed: Moment | None = None
    paid: Moment | None = None
    paid_with: str | None = None
    refunded: str | None = None
    failure: str | None = None
    logo: Logo | None = None
    document: bool = False

    def say(self, text: str, **values: str) -> str:
        """The words of the page's language, about this merchant and amount."""
        known = {"merchant": self.merchant or self.language.say("the_shop"), "amount": self.amount or ""}
        return self.language.say(text, **known, **values)


def page_of(
    link: PaymentLink, payable: Payable, merchant: Mapping[str, Any], base_url: str, language: Language = ENGLISH
) -> PayPage:
    """The facts of one link; ``merchant`` is the merchant's item."""
    reference = ("invoice", link.invoice_number) if link.invoice_number else (kind_of(payable.id).noun, payable.number)
    # What was taken by a capture may be less than the link asked for.
    taken = payable.paid_amount if link.status is LinkStatus.PAID else None
    amount = amount_text(taken or link.amount, link.currency, language.locale)
    return PayPage(
        language=language,
        merchant=merchant.get("name"),
        email=merchant.get("email"),
        phone=merchant.get("phone"),
        reference=(language.say(reference[0]), reference[1]),
        amount=amount,
        currency=None if "€" in amount or any(sign.isalpha() for sign in amount) else link.currency,
        url=page_url(base_url, link.token),
        expires=_moment(link.expires_at, language),
        closed=_moment(link.closed_at, language),
        paid=_moment(link.paid_at, language),
        paid_with=_paid_with(link, language),
        refunded=amount_text(back, link.currency, language.locale) if (back := payable.refunded_amount) else None,
        failure=link.last_failure,
        logo=_logo(merchant, base_url),
        document=link.document is not None and link.document.status is DocumentStatus.ACCEPTED,
    )


def _paid_with(link: PaymentLink, language: Language) -> str | None:
    name = _BRANDS.get(link.paid_with or "")
    if name is None or link.paid_last4 is None:
        return name
    return language.say("card_ending", brand=name, last4=link.paid_last4)


def _logo(merchant: Mapping[str, Any], base_url: str) -> Logo | None:
    logo = merchant.get("logo")
    return Logo(f"{base_url}{logo['path']}", logo["width"], logo["height"]) if logo else None


def language_for(accepted: str | None, payable: Payable, merchant: Mapping[str, Any]) -> Language:
    """What the browser asks for, else the customer's as far as told, else the merchant's own."""
    return language_of(accepted, payable.customer.get("locale"), merchant.get("locale"))


def _moment(at: datetime | None, language: Language) -> Moment | None:
    return Moment(moment_text(at, language.locale), rfc3339(at)) if at else None
