"""The bodies of the template calls: every rule of a text is answered field by field."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import Locale, StrictModel
from shared.links.sendings.templates import PLACES, SUBJECT_PLACES, Templates, Texts, names_link, unknown_places

MOST_LANGUAGES: Final = 20
_ONE_LINE: Final = r"^[^\x00-\x1f\x7f\u0085\u2028\u2029]+$"
_LINES: Final = r"^[^\x00-\x09\x0b-\x1f\x7f]+$"


def _known(text: str, allowed: frozenset[str]) -> str:
    unknown = unknown_places(text, allowed)
    if unknown:
        told = {"unknown": ", ".join(unknown)[:100], "allowed": ", ".join(sorted(allowed))}
        raise PydanticCustomError("unknown_placeholder", "not known here: {unknown}; known are {allowed}", told)
    return text


def _text(text: str) -> str:
    _known(text, PLACES)
    if not names_link(text):
        raise PydanticCustomError("link_missing", "the text must contain {link}")
    return text


def _subject(text: str) -> str:
    return _known(text, SUBJECT_PLACES)


Sms = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=_LINES), AfterValidator(_text)]
Subject = Annotated[str, StringConstraints(min_length=1, max_length=150, pattern=_ONE_LINE), AfterValidator(_subject)]
Body = Annotated[str, StringConstraints(min_length=1, max_length=5_000, pattern=_LINES), AfterValidator(_text)]


class EmailTexts(StrictModel):
    """A mail."""

    subject: Subject
    body: Body


class LanguageTexts(StrictModel):
    """One language; what is left out is written in our own words, where we have any in that language."""

    sms: Sms | None = None
    email: EmailTexts | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """An empty language is a mistake."""
        if self.sms is None and self.email is None:
            raise PydanticCustomError("texts_missing", "give sms, email or both")
        return self

    def texts(self) -> Texts:
        """The same without the request's own rules."""
        mail = self.email
        return Texts(sms=self.sms, subject=mail.subject if mail else None, body=mail.body if mail else None)


class TemplateRequest(StrictModel):
    """``PUT /v1/link-template``: all of a merchant's texts, by language; none brings our own back."""

    templates: Annotated[dict[Locale, LanguageTexts], Field(max_length=MOST_LANGUAGES)]

    def by_language(self) -> Templates:
        """The texts."""
        return {language: given.texts() for language, given in self.templates.items()}


class PreviewRequest(StrictModel):
    """``POST /v1/link-template/preview``: a text that is not saved (else the one that is), with made-up values."""

    channel: Literal["sms", "email"]
    language: Locale = "en"
    template: LanguageTexts | None = None
