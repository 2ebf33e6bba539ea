"""The SDK's errors as ours: what is certain apart from what is not."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from shared.errors import OutcomeUnknown, ProviderFailed, ProviderRejected, ProviderUnavailable


@contextmanager
def own_errors() -> Iterator[None]:
    """Any call to the SDK goes inside (https://docs.stripe.com/error-low-level)."""
    try:
        yield
    except (stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError) as error:
        raise ProviderUnavailable("the payment provider cannot take the request now") from error
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
