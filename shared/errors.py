"""One family of expected errors. The HTTP edge maps them by ``http_status``, the queue edge by ``retryable``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One rejected field of a request: dotted path, stable code, words for a person."""

    field: str
    code: str
    message: str


class AppError(Exception):
    """An expected failure with a stable ``code``; its text, and ``facts`` beside it, are safe to show to the caller."""

    http_status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal_error"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        errors: Sequence[FieldError] = (),
        facts: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.errors = tuple(errors)
        self.facts = dict(facts or {})


class MalformedRequest(AppError):
    """The body is not JSON, or a header or cursor cannot be read."""

    http_status = 400
    default_code = "malformed_request"


class InvalidRequest(AppError):
    """The request was understood and breaks a rule, field by field."""

    http_status = 422
    default_code = "invalid_request"


class IdempotencyMismatch(AppError):
    """The ``Idempotency-Key`` was used before with another body."""

    http_status = 422
    default_code = "idempotency_mismatch"


class Unauthorized(AppError):
    """What is signed for does not prove who sent it; the answer is the same whatever is wrong about it."""

    http_status = 401
    default_code = "invalid_signature"


class Forbidden(AppError):
    """The key is valid, but not of the kind that this route takes."""

    http_status = 403
    default_code = "forbidden"


class NotFound(AppError):
    """No such thing, or it belongs to another merchant: the answer is the same (rule M10)."""

    http_status = 404
    default_code = "not_found"


class Conflict(AppError):
    """The thing is not in a state that allows this."""

    http_status = 409
    default_code = "conflict"


class BodyTooLarge(AppError):
    """The body is larger than the route accepts."""

    http_status = 413
    default_code = "body_too_large"


class Busy(AppError):
    """A write lost a race too often, a store throttled, or it gave no answer; try again.

    Nothing was changed, unless the answer was lost: who tries again finds what was done, as every write is conditional.
    """

    http_status = 503
    default_code = "busy"
    retryable = True


class ProviderUnavailable(AppError):
    """The provider refused for now (rate limit, 5xx, lock) and certainly did nothing, or may be asked again."""

    http_status = 503
    default_code = "provider_unavailable"
    retryable = True


class OutcomeUnknown(AppError):
    """The provider did not answer in time: the call may have taken effect (rule M5)."""

    http_status = 503
    default_code = "provider_timeout"
    retryable = True


class ProviderFailed(AppError):
    """The provider answered 5xx. It keeps that answer under its idempotency key and repeats it
    (https://docs.stripe.com/api/idempotent_requests), so asking again under the same key cannot help.
    """

    http_status = 503
    default_code = "provider_failed"
    retryable = True


class ProviderRejected(AppError):
    """The provider refused the request for good; ``provider_code`` says why."""

    http_status = 422
    default_code = "provider_rejected"

    def __init__(self, message: str, *, provider_code: str | None, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.provider_code = provider_code


class AccountUnreachable(ProviderRejected):
    """The provider lets us act on a merchant's own account no more: its owner has taken the access back.

    It says so of the account, not of what was asked: what stands there stands as it did.
    """

    http_status = 409
    default_code = "account_unreachable"
