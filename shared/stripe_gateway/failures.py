"""The SDK's errors as ours: what is certain apart from what is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import stripe

from shared.errors import (
    AccountUnreachable,
    AppError,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRejected,
    ProviderUnavailable,
)

_NO_ACCESS: Final = "account_invalid"
"""Our key has no access to the account that the call named (https://docs.stripe.com/error-codes#account-invalid)."""


@contextmanager
def own_errors() -> Iterator[None]:
    """Any call to the SDK goes inside (https://docs.stripe.com/error-low-level)."""
    try:
        yield
    except stripe.StripeError as error:
        raise _own(error) from error


def _own(error: stripe.StripeError) -> AppError:
    told = error.error.code if error.error else error.code  # The SDK leaves the code of a 403 in the body alone.
    if told == _NO_ACCESS:
        return AccountUnreachable("the account cannot be reached any more", provider_code=told)
    if error.http_status == 409:
        # The SDK calls it a failure, or an error of the idempotency key, by the version of the API.
        return ProviderUnavailable("the same request is being processed")
    match error:
        case stripe.RateLimitError() | stripe.AuthenticationError() | stripe.PermissionError():
            return ProviderUnavailable("the payment provider cannot take the request now")
        case stripe.IdempotencyError():
            return ProviderRejected("the request differs from its first attempt", provider_code=told)
        case stripe.APIConnectionError():
            return OutcomeUnknown("the payment provider did not answer in time")
        case stripe.APIError():
            return ProviderFailed("the payment provider failed while answering")
        case _:
            return ProviderRejected("the payment provider refused the request", provider_code=told)
