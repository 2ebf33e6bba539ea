"""What the SDK raises for each answer of Stripe, as one of our own errors."""

import json
from typing import Any

import pytest
import stripe

from shared.errors import (
    AccountUnreachable,
    AppError,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRejected,
    ProviderUnavailable,
)
from shared.stripe_gateway.failures import own_errors


class _Answering(stripe.HTTPClient):
    """One answer to every call; without a status, none."""

    name = "answering"

    def __init__(self, status: int | None, error: dict[str, str]) -> None:
        super().__init__()
        self._status = status
        self._body = json.dumps({"error": error})

    def request_with_retries(self, *_: Any, **__: Any) -> Any:
        if self._status is None:
            raise stripe.APIConnectionError("no answer")  # type: ignore[no-untyped-call]
        return self._body, self._status, {}

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize(
    ("status", "error", "ours"),
    [
        (400, {"type": "invalid_request_error", "code": "amount_too_small"}, ProviderRejected),
        (400, {"type": "idempotency_error"}, ProviderRejected),
        (400, {"type": "invalid_request_error", "code": "account_invalid"}, AccountUnreachable),
        (401, {"type": "invalid_request_error"}, ProviderUnavailable),
        (402, {"type": "card_error", "code": "card_declined"}, ProviderRejected),
        (403, {"type": "invalid_request_error"}, ProviderUnavailable),
        (403, {"type": "invalid_request_error", "code": "account_invalid"}, AccountUnreachable),
        (404, {"type": "invalid_request_error", "code": "resource_missing"}, ProviderRejected),
        (409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, ProviderUnavailable),
        (429, {"type": "invalid_request_error", "code": "lock_timeout"}, ProviderUnavailable),
        (500, {"type": "api_error"}, ProviderFailed),
        (503, {"type": "api_error"}, ProviderFailed),
        (None, {}, OutcomeUnknown),
    ],
)
def test_an_answer_is_told_as_what_is_certain_of_it(
    version: str, status: int | None, error: dict[str, str], ours: type[AppError]
) -> None:
    assert type(_raised(version, status, error)) is ours


@pytest.mark.parametrize("kind", ["feature_not_enabled", "blocked_by_stripe", "cannot_proceed", "quota_exceeded"])
def test_a_refusal_of_a_kind_of_its_own_is_a_refusal(kind: str) -> None:
    """The newer API has many, each an exception of its own in the SDK."""
    raised = _raised("v2", 400, {"type": kind, "code": "why"})
    assert isinstance(raised, ProviderRejected)
    assert raised.provider_code == "why"


def _raised(version: str, status: int | None, error: dict[str, str]) -> AppError:
    client = stripe.StripeClient("sk_test_unit", http_client=_Answering(status, error | {"message": "no"}))
    accounts = client.v1.accounts if version == "v1" else client.v2.core.accounts
    with pytest.raises(AppError) as caught, own_errors():
        accounts.retrieve("acct_1UnitTest")
    return caught.value
