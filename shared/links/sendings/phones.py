"""Phone numbers as people write them, to E.164; only those that can take a text message."""

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from shared.errors import FieldError, InvalidRequest

_TAKES_SMS: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_LONGEST: Final = 40


def mobile_number(text: str, region: str | None) -> str:
    """The number in E.164. ``region`` (ISO 3166) reads a number without a country code; ``None`` demands one.

    Raises ``InvalidRequest`` about the field ``to``.
    """
    try:
        number = phonenumbers.parse(text, region) if len(text) <= _LONGEST else None
    except NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_valid_number(number):
        raise _invalid("invalid_phone_number", "a phone number with its country code, such as +49 1512 3456789")
    if phonenumbers.number_type(number) not in _TAKES_SMS:
        raise _invalid("not_a_mobile_number", "a number that can take text messages")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _invalid(code: str, message: str) -> InvalidRequest:
    return InvalidRequest("the request is not valid", errors=[FieldError("to", code, message)])
