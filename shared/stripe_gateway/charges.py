"""Charges of saved methods without their owner, in the product's words; on the platform's own account (rule M13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.errors import ProviderRejected
from shared.stripe_gateway.port import DeclineReason, Funds


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRequest:
    """Everything that a charge is made of; stored before the call, so that a repeat is the same (rule M4).

    ``amount`` is in minor units. ``key`` is the idempotency key: :func:`charge_key`. ``metadata`` goes on the intent.
    """

    key: str
    amount: int
    currency: str
    customer_id: str
    method_id: str
    description: str
    metadata: Mapping[str, str]


def charge_key(payment_id: str, attempt: int, method_id: str) -> str:
    """The idempotency key of one attempt, with the method's id at the provider; also of the confirm that follows."""
    return f"pay:{payment_id}:{attempt}:{method_id}"


class ChargeState(StrEnum):
    """What a charge has come to, by the provider's word.

    ``succeeded``: the money is taken. ``processing``: the result comes later, and nothing else may be tried until then.
    ``declined`` and ``needs_action``: the last attempt took nothing and will not; another method may be tried on the
    same intent. ``idle``: made, and nothing was tried. ``cancelled``: it can never take money any more.
    """

    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    DECLINED = "declined"
    NEEDS_ACTION = "needs_action"
    CANCELLED = "cancelled"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an attempt took nothing. ``code`` is the provider's; ``attempt`` tells one from the next.

    ``hard``: this method will never work again, so it is not tried again. ``needs_authentication``: its owner must
    confirm, which nobody can while he is away. ``reason`` is what he may be told.
    """

    code: str
    hard: bool
    needs_authentication: bool
    reason: DeclineReason
    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A charge as the provider has it; ``received`` is in minor units, 0 before the money is taken.

    ``method_id`` is the method of the last attempt. ``refusal`` is told of ``declined`` and ``needs_action``, ``funds``
    of ``succeeded``.
    """

    intent_id: str
    state: ChargeState
    received: int
    currency: str
    method_id: str | None
    refusal: Refusal | None
    metadata: Mapping[str, str]
    customer_id: str | None
    funds: Funds | None = None


class MethodRefused(ProviderRejected):
    """The provider did not even try this method, so nothing was taken and another one may be tried.

    ``gone``: it is detached, deleted or revoked, and is not taken ever again; otherwise it does not fit this payment
    (its currency, or a kind that is switched off). Of ``create_charge`` it also says that no intent was made.
    """

    default_code = "method_refused"

    def __init__(self, message: str, *, provider_code: str | None, gone: bool) -> None:
        super().__init__(message, provider_code=provider_code)
        self.gone = gone


class ChargeGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else.

    A refused payment is an answer, never an error. After ``OutcomeUnknown``, ``ProviderFailed`` and
    ``ProviderUnavailable`` nobody knows what became of the attempt: no other method may be tried (rule M5).
    """

    def create_charge(self, request: ChargeRequest) -> Charge:
        """Make an intent and charge the method; under a key that was used before, the same one as it stands now.

        Raises :class:`MethodRefused`, ``ProviderRejected`` for what no method could pay, and ``InvalidRequest`` for an
        amount that cannot be charged: then no intent was made.
        """
        ...

    def confirm_charge(self, intent_id: str, method_id: str, key: str) -> Charge:
        """Charge another method on the same intent; one that is settled or cancelled is returned as it stands.

        Raises :class:`MethodRefused`: the intent is as before.
        """
        ...

    def retrieve_charge(self, intent_id: str) -> Charge:
        """The charge as it stands."""
        ...

    def cancel_charge(self, intent_id: str, key: str) -> Charge:
        """Make sure that it never takes money; one that can no longer be cancelled is returned as it stands."""
        ...

    def find_charge(
        self, marks: Mapping[str, str], since: datetime, until: datetime, customer_id: str | None = None
    ) -> Charge | None:
        """The charge with all of these in its metadata, made from ``since`` up to ``until``; ``None`` without one.

        It is looked for in the list of what was made (search lags); ``customer_id`` makes that shorter. Of several,
        the one that came furthest.
        """
        ...
