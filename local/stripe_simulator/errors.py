"""Errors in Stripe's shape (https://docs.stripe.com/api/errors)."""

from typing import Any

Json = dict[str, Any]
DOC_URL = "https://stripe.com/docs/error-codes/"


class ControlError(ValueError):
    """A request to the simulator's own switches that makes no sense."""


class StripeError(Exception):
    """An answer other than 200.

    `executed` is true when the endpoint had begun to run, so the answer is stored under the idempotency key; it is
    false for refusals before that (key, URL, parameters), which a repeat evaluates anew.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        details: Json | None = None,
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.code = code
        self.param = param
        self.details = details or {}
        self.executed = executed

    def body(self) -> Json:
        """`{"error": {"type", "message", "code"?, "doc_url"?, "param"?, ...}}`."""
        error: Json = {"message": self.message, "type": self.kind}
        if self.code is not None:
            error["code"] = self.code
            error["doc_url"] = DOC_URL + self.code.replace("_", "-")
        if self.param is not None:
            error["param"] = self.param
        return {"error": {**error, **self.details}}


def invalid_request(
    message: str, *, param: str | None = None, code: str | None = None, executed: bool = False
) -> StripeError:
    """400 `invalid_request_error`."""
    return StripeError(400, "invalid_request_error", message, code=code, param=param, executed=executed)


def refused(message: str, *, param: str | None = None, code: str | None = None) -> StripeError:
    """400 decided by the endpoint itself (state, limits), so its idempotency key keeps it."""
    return invalid_request(message, param=param, code=code, executed=True)


def missing(noun: str, key: str, *, param: str, in_path: bool = True) -> StripeError:
    """No such object: 404 for an id in the path, 400 for one in a parameter; both `resource_missing`."""
    return StripeError(
        404 if in_path else 400,
        "invalid_request_error",
        f"No such {noun}: '{key}'",
        code="resource_missing",
        param=param,
        executed=True,
    )


def unauthorized(message: str) -> StripeError:
    """401 for an absent or wrong API key."""
    return StripeError(401, "invalid_request_error", message)


def card_error(message: str, code: str, *, decline_code: str | None = None, details: Json) -> StripeError:
    """402 `card_error`, with the payment intent among the details (https://docs.stripe.com/declines/codes)."""
    extra = {**({"decline_code": decline_code} if decline_code else {}), **details}
    return StripeError(402, "card_error", message, code=code, details=extra, executed=True)
