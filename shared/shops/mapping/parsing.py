"""What a shop sent, as JSON, with every number exactly as it was written."""

import json
from typing import Final

from shared.shops.mapping.port import Json, Unmappable

_LONGEST_INT: Final = 20


def parsed(body: bytes) -> Json:
    """A body as :class:`shared.shops.mapping.port.Reader` takes it. Raises :class:`Unmappable`, ``malformed_json``.

    Whole numbers are ``int``. Numbers with a point or an exponent, endless ones and those that are none (``NaN``) stay
    the text that was sent: a float would not say what the shop said.
    """
    try:
        read = json.loads(body, parse_float=str, parse_int=_whole, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Unmappable("malformed_json", "the body is not valid JSON") from error
    if not isinstance(read, dict):
        raise Unmappable("malformed_json", "the body is no JSON object")
    return read


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INT else digits
