"""A request of API Gateway's HTTP API (payload 2.0) as the functions see it, and the answer."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from shared.errors import FieldError, Forbidden, InvalidRequest, MalformedRequest

_COMPACT: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False)

_KEY: Final = re.compile(r"[ -+\--~]{1,255}")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls, by the authorizer's word; ``key_id`` is the id of a merchant's key."""

    role: str | None = None
    merchant_id: str | None = None
    key_id: str | None = None

    def merchant(self) -> str:
        """The calling merchant's id. Raises :class:`Forbidden` for the operator's key."""
        if self.role != "merchant" or self.merchant_id is None:
            raise Forbidden("this route takes a merchant's key", code="merchant_key_required")
        return self.merchant_id

    def actor(self) -> str:
        """Who is to be named as having done what this request asks for: the key, else the role."""
        return self.key_id or self.role or "unknown"

    def operator(self) -> None:
        """Raises :class:`Forbidden` for a merchant's key."""
        if self.role != "operator":
            raise Forbidden("this route takes the operator's key", code="operator_key_required")


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` and ``query`` hold parameters, ``headers`` have lower-case names, ``body`` is raw."""

    route: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    principal: Principal
    request_id: str

    def idempotency_key(self) -> str | None:
        """The caller's key. Raises :class:`MalformedRequest` for one that is empty, too long, or there twice.

        A header that comes twice arrives as one with a comma (payload 2.0), so a key has none.
        """
        key = self.headers.get("idempotency-key")
        if key is not None and _KEY.fullmatch(key) is None:
            message = "Idempotency-Key has 1 to 255 printable ASCII characters, and no comma"
            raise MalformedRequest(message, code="invalid_idempotency_key")
        return key

    def flag(self, name: str) -> bool:
        """A parameter that is ``true``, ``false`` or not there. Raises :class:`InvalidRequest` for anything else."""
        text = self.query.get(name, "false")
        if text not in ("true", "false"):
            raise invalid_field(name, "true or false")
        return text == "true"


@dataclass(frozen=True, slots=True)
class Response:
    """``body`` is JSON for a mapping, sent as it is for text and bytes."""

    status: int
    body: Mapping[str, Any] | str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_gateway(self, request_id: str) -> dict[str, Any]:
        """The answer in API Gateway's form, with the id of what was asked."""
        headers = {"content-type": "application/json", "cache-control": "no-store", "request-id": request_id}
        headers |= self.headers
        if isinstance(self.body, bytes):
            body = base64.b64encode(self.body).decode()
            return {"statusCode": self.status, "headers": headers, "body": body, "isBase64Encoded": True}
        text = self.body if isinstance(self.body, str) else _COMPACT.encode(self.body)
        return {"statusCode": self.status, "headers": headers, "body": text}


def invalid_field(name: str, message: str, code: str = "invalid_value") -> InvalidRequest:
    """One rejected field."""
    return InvalidRequest("the request is not valid", errors=[FieldError(name, code, message)])
