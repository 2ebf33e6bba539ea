"""The address of a message: what was asked for or what the order says, in the form that it is sent to."""

from typing import TYPE_CHECKING

from shared.errors import FieldError, InvalidRequest
from shared.links.sendings.model import Channel
from shared.merchants.model import Merchant
from shared.messaging.addresses import is_mail_address
from shared.payables.model import Payable

if TYPE_CHECKING:
    from shared.links.sendings.request import SendRequest


def address_of(request: "SendRequest", payable: Payable, merchant: Merchant) -> str:
    """Where the message goes: E.164 or a mail address. Raises ``InvalidRequest`` about the field ``to``."""
    channel = Channel(request.channel)
    text = request.to or payable.customer.get("phone" if channel is Channel.SMS else "email")
    if text is None:
        raise _invalid("missing", "the order names no address for this channel")
    if channel is Channel.EMAIL:
        if not is_mail_address(text):
            raise _invalid("invalid_email", "one mail address, such as name@example.com")
        return str(text)
    from shared.links.sendings.phones import mobile_number  # Half of this function's start: mail needs none of it.

    return mobile_number(text, _region(merchant))


def _region(merchant: Merchant) -> str | None:
    """Where a number without a country code is at home; only where the merchant's locale states a country."""
    _, dash, region = (merchant.locale or "").partition("-")
    return region if dash else None


def _invalid(code: str, message: str) -> InvalidRequest:
    return InvalidRequest("the request is not valid", errors=[FieldError("to", code, message)])
