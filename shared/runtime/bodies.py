"""Bodies of requests as models; apart from the rest of the edge, so that only who reads one imports pydantic."""

import json
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from shared.errors import BodyTooLarge, FieldError, InvalidRequest, MalformedRequest
from shared.fields import field_errors
from shared.runtime.http_types import Request

MAX_BODY: Final = 256 * 1024
"""Bytes; DynamoDB takes 400 KB to an item."""

_LONGEST_TOLD: Final = 64

_Model = TypeVar("_Model", bound=BaseModel)


def parse_body(request: Request, model: type[_Model], *, empty_ok: bool = False) -> _Model:
    """The body as this model. Raises ``MalformedRequest``, ``BodyTooLarge`` or ``InvalidRequest`` by field."""
    if len(request.body) > MAX_BODY:
        raise BodyTooLarge(f"a body has at most {MAX_BODY} bytes")
    raw = b"{}" if empty_ok and not request.body.strip() else request.body
    try:
        read = model.model_validate_json(raw)
    except ValidationError as error:
        raise body_error(error) from error
    # What fits the model is neither deep nor huge. Of two that have one name others may take the first (RFC 8259, 4).
    json.loads(raw, object_pairs_hook=_each_once)
    return read


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(each for each in names if names.count(each) > 1)
        told = FieldError(name[:_LONGEST_TOLD], "repeated_field", "once, not several times")
        raise InvalidRequest("the request is not valid", errors=[told])
    return found


def body_error(error: ValidationError) -> InvalidRequest | MalformedRequest:
    """Pydantic's findings as ours: bytes that are not JSON apart from fields that break a rule."""
    if any(finding["type"] == "json_invalid" for finding in error.errors(include_context=False, include_input=False)):
        return MalformedRequest("the body is not valid JSON", code="malformed_json")
    return InvalidRequest("the request is not valid", errors=field_errors(error))
