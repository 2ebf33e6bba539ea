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
    except (stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError) as error:
        raise _not_now(error) from error
    except stripe.IdempotencyError as error:
        if error.http_status == 409:
            raise ProviderUnavailable("the same request is being processed") from error
        raise ProviderRejected("the request differs from its first attempt", provider_code=error.code) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise ProviderRejected("the payment provider refused the request", provider_code=error.code) from error
    except stripe.APIConnectionError as error:
        raise OutcomeUnknown("the payment provider did not answer in time") from error
    except stripe.APIError as error:
        raise ProviderFailed("the payment provider failed while answering") from error


def _not_now(error: stripe.StripeError) -> AppError:
    told = error.error.code if error.error else error.code  # The SDK leaves the code of a 403 in the body alone.
    if told == _NO_ACCESS:
        return AccountUnreachable("the account cannot be reached any more", provider_code=told)
    return ProviderUnavailable("the payment provider cannot take the request now")
