"""The body of ``POST /v1/payment-links/{id}/send``."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from shared.fields import Locale, StrictModel


class SendRequest(StrictModel):
    """To whom (default: the order's customer) and how; ``again`` also where a message could not be delivered before."""

    channel: Literal["sms", "email"]
    to: Annotated[str, StringConstraints(min_length=1, max_length=254)] | None = None
    language: Locale | None = None
    again: bool = False
