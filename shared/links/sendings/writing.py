"""The text of one message: which language, which template, and what stands in its places. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.links.model import LinkStatus, PaymentLink, page_url
from shared.links.sendings.defaults import DEFAULT_LANGUAGE, RECEIPTS, REQUESTS
from shared.links.sendings.model import Channel, Purpose
from shared.links.sendings.templates import Templates, Texts, Values, fill_in, fill_in_sms, languages_of
from shared.merchants.model import Merchant
from shared.messaging.words import amount_text, moment_text
from shared.payables.model import Payable


@dataclass(frozen=True, slots=True)
class Written:
    """What is sent, to the letter; ``subject`` is ``None`` for SMS."""

    language: str
    text: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a message is about."""

    link: PaymentLink
    payable: Payable
    merchant: Merchant
    base_url: str

    def values(self, locale: str) -> Values:
        """What stands in the places of a text in this language."""
        return Values(
            merchant=self.merchant.name,
            reference=self.link.invoice_number or self.payable.number,
            amount=amount_text(self._amount(), self.link.currency, locale),
            expires=moment_text(self.link.expires_at, locale),
            link=page_url(self.base_url, self.link.token),
        )

    def _amount(self) -> int:
        """What a capture took may be less than the link asked for."""
        taken = self.payable.paid_amount if self.link.status is LinkStatus.PAID else None
        return taken or self.link.amount

    def locales(self) -> list[str]:
        """What is spoken, as far as anybody told: the buyer first."""
        told = (self.payable.customer.get("locale"), self.merchant.locale, DEFAULT_LANGUAGE)
        return [locale for locale in told if locale]


def write(facts: Facts, channel: Channel, purpose: Purpose, own: Templates, asked: str | None) -> Written | None:
    """The message in the first language that has a text for it; ``None`` when none is asked for by name and known.

    A language asked for is not silently replaced by another.
    """
    for locale in [asked] if asked else facts.locales():
        texts = _texts(locale, channel, purpose, own)
        if texts is not None:
            return filled(texts, channel, facts.values(locale), locale)
    return None


def filled(texts: Texts, channel: Channel, values: Values, locale: str) -> Written:
    """The texts with their places filled in. Raises ``ValueError`` for what is not written for this channel."""
    if channel is Channel.SMS:
        if texts.sms is None:
            raise ValueError("no text for SMS")
        return Written(locale, fill_in_sms(texts.sms, values))
    if texts.subject is None or texts.body is None:
        raise ValueError("no text for mail")
    return Written(locale, fill_in(texts.body, values), fill_in(texts.subject, values))


def _texts(locale: str, channel: Channel, purpose: Purpose, own: Templates) -> Texts | None:
    """The merchant's before ours, the exact locale before its language alone."""
    sources = (own, REQUESTS) if purpose is Purpose.REQUEST else (RECEIPTS,)
    wanted = (source.get(tag) for tag in languages_of(locale) for source in sources)
    return next((texts for texts in wanted if texts is not None and writes(texts, channel)), None)


def writes(texts: Texts, channel: Channel) -> bool:
    """Whether there is a text for this channel."""
    return texts.sms is not None if channel is Channel.SMS else texts.body is not None


def known_languages(own: Templates, channel: Channel) -> Iterable[str]:
    """In which languages a request can be written."""
    return sorted(tag for tag, texts in {**REQUESTS, **own}.items() if writes(texts, channel))
