"""A merchant's own texts: kept, read, and shown as they would be sent."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.errors import FieldError, InvalidRequest
from shared.links.sendings.defaults import REQUESTS
from shared.links.sendings.model import Channel
from shared.links.sendings.segments import segments_of
from shared.links.sendings.templates import PLACES, Templates, Texts, Values, languages_of
from shared.links.sendings.writing import Written, filled, writes
from shared.merchants.model import Merchant
from shared.messaging.words import amount_text, moment_text
from shared.table.keys import link_template_key
from shared.table.port import Item, Put, Table

if TYPE_CHECKING:
    from shared.links.sendings.template_request import PreviewRequest, TemplateRequest

_LINK = "/pay/0123456789abcdefghjkmnpqrs0123456789abcdefghjkmnpqrs"
"""As long as a real one."""


def read_templates(table: Table, merchant_id: str) -> Templates:
    """The merchant's own texts; nothing when it has written none."""
    return from_item(table.get(link_template_key(merchant_id)))


def from_item(item: Item | None) -> Templates:
    """The texts in an item."""
    return {language: Texts(**texts) for language, texts in (item or {}).get("templates", {}).items()}


def save_templates(table: Table, merchant_id: str, request: "TemplateRequest") -> Templates:
    """All of a merchant's texts at once: what is not among them is gone."""
    pk, sk = link_template_key(merchant_id)
    own = request.by_language()
    kept = {language: {name: text for name, text in asdict(texts).items() if text} for language, texts in own.items()}
    table.put(Put({"pk": pk, "sk": sk, "kind": "link_template", "merchant_id": merchant_id, "templates": kept}))
    return own


def shown(own: Templates) -> dict[str, Any]:
    """The texts as the API shows them, with ours beside them."""
    return {"templates": _public(own), "defaults": _public(REQUESTS), "placeholders": sorted(PLACES)}


def preview(merchant: Merchant, own: Templates, request: "PreviewRequest", base_url: str, now: datetime) -> Written:
    """One text with made-up values. Raises ``InvalidRequest`` for a language in which nothing is written."""
    channel, locale = Channel(request.channel), request.language
    unsaved = request.template.texts() if request.template else None
    known = [unsaved, *(source.get(tag) for tag in languages_of(locale) for source in (own, REQUESTS))]
    texts = next((each for each in known if each is not None and writes(each, channel)), None)
    if texts is None:
        error = FieldError("language", "unknown_language", "there is no text in this language")
        raise InvalidRequest("the request is not valid", errors=[error])
    values = Values(
        merchant=merchant.name,
        reference="2026-0042",
        amount=amount_text(4590, merchant.currency, locale),
        expires=moment_text(now, locale),
        link=base_url + _LINK,
    )
    return filled(texts, channel, values, locale)


def as_preview(written: Written, channel: str) -> dict[str, Any]:
    """The preview as the API shows it; ``segments`` is what an SMS would be charged for."""
    counted = segments_of(written.text) if channel == Channel.SMS else None
    return {
        "channel": channel,
        "language": written.language,
        "subject": written.subject,
        "text": written.text,
        "segments": counted.count if counted else None,
        "encoding": counted.encoding if counted else None,
        "units": counted.units if counted else None,
    }


def _public(templates: Templates) -> dict[str, Any]:
    return {
        language: {
            "sms": texts.sms,
            "email": {"subject": texts.subject, "body": texts.body} if texts.body is not None else None,
        }
        for language, texts in sorted(templates.items())
    }
