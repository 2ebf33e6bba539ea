"""A request of API Gateway's HTTP API (payload 2.0) as the functions see it, and the answer."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from shared.errors import FieldError, Forbidden, InvalidRequest, MalformedRequest

_COMPACT: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False)


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
        """The caller's key. Raises :class:`MalformedRequest` for one that is empty or longer than 255 characters."""
        key = self.headers.get("idempotency-key")
        if key is not None and not 1 <= len(key) <= 255:
            raise MalformedRequest("Idempotency-Key has 1 to 255 characters", code="invalid_idempotency_key")
        return key

    def limit(self, default: int = 50, most: int = 100) -> int:
        """``?limit=``. Raises :class:`InvalidRequest` outside of 1 to ``most``."""
        text = self.query.get("limit", str(default))
        if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= most):
            raise invalid_field("limit", f"a whole number from 1 to {most}")
        return int(text)


@dataclass(frozen=True, slots=True)
class Response:
    """``body`` is JSON for a mapping, sent as it is for text and bytes."""

    status: int
    body: Mapping[str, Any] | str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_gateway(self) -> dict[str, Any]:
        """The answer in API Gateway's form."""
        headers = {"content-type": "application/json", "cache-control": "no-store", **self.headers}
        if isinstance(self.body, bytes):
            body = base64.b64encode(self.body).decode()
            return {"statusCode": self.status, "headers": headers, "body": body, "isBase64Encoded": True}
        text = self.body if isinstance(self.body, str) else _COMPACT.encode(self.body)
        return {"statusCode": self.status, "headers": headers, "body": text}


def invalid_field(name: str, message: str, code: str = "invalid_value") -> InvalidRequest:
    """One rejected field."""
    return InvalidRequest("the request is not valid", errors=[FieldError(name, code, message)])
