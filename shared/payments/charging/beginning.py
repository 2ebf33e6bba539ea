"""Beginning a charge of saved methods: stored with its exact parameters, its targets claimed, then asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.clock import rfc3339
from shared.errors import Busy, Conflict
from shared.payables.kinds import kind_of
from shared.payables.model import Payable, version_of
from shared.payment_methods.model import LinkedMethod, MerchantMethods
from shared.payment_methods.store import begin_use, read_methods
from shared.payments.context import ChargingContext
from shared.payments.model import Attempt, Means, Payment, Result, Target
from shared.payments.store import from_item, to_item
from shared.stripe_gateway.amounts import to_stripe
from shared.table.create import key_reused, same_request
from shared.table.port import ABSENT, Put, TransactionFailed, Write

_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeAsked:
    """What is to be charged. ``method_id`` is the one method that was asked for; ``None``: each, in order of priority.

    ``payables`` are free of claims, of one merchant and one currency; none of them for a wallet's top-up. ``amount`` is
    what they come to, in minor units. ``left_out`` are those that were asked for as well, and why they are not charged.
    ``request_digest`` tells a repeat from another request under the same id.
    """

    payment_id: str
    merchant_id: str
    amount: int
    currency: str
    description: str
    payables: Sequence[Payable] = ()
    method_id: str | None = None
    left_out: tuple[Result, ...] = ()
    request_digest: str = ""


def begin_charge(context: ChargingContext, asked: ChargeAsked, also: Sequence[Write] = ()) -> Payment:
    """The stored payment, which nobody has asked the provider for yet; what a call before this one stored, if one did.

    ``also`` is written in the same transaction. Raises ``Conflict``: ``no_payment_method``, ``method_unusable``,
    ``payment_pending`` (something of it was paid or claimed meanwhile, or one of ``also`` was refused);
    ``NotFound`` for a method that is not linked; ``InvalidRequest`` for a sum it cannot charge; ``Busy``.
    """
    to_stripe(asked.amount, asked.currency)
    for _ in range(_ATTEMPTS):
        methods = read_methods(context.table, asked.merchant_id)
        payment = _payment(context, asked, methods)
        writes: list[Write] = [
            Put(to_item(payment, asked.request_digest), ABSENT),
            begin_use(methods, payment.attempts[0].method_id, payment.id),
            *(kind_of(each.id).charge(version_of(each), payment.id) for each in asked.payables),
            *also,
        ]
        try:
            context.table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return from_item(same_request(refused.failed[0], asked.request_digest, key_reused()))
            if set(refused.failed) - {1}:
                raise Conflict("some of it was paid or claimed meanwhile", code="payment_pending") from refused
        else:
            return payment
    raise Busy("the payment methods are being changed, try again")


def _payment(context: ChargingContext, asked: ChargeAsked, methods: MerchantMethods) -> Payment:
    first, now = _first(methods, asked.method_id), context.clock.now()
    return Payment(
        id=asked.payment_id,
        merchant_id=asked.merchant_id,
        means=Means.SAVED_METHOD,
        amount=asked.amount,
        currency=asked.currency,
        created_at=now,
        targets=tuple(Target(each.id, each.amount, each.amount_version) for each in asked.payables),
        left_out=asked.left_out,
        description=asked.description,
        customer_id=methods.customer_id,
        method_id=asked.method_id,
        attempts=(Attempt(1, first.id, first.provider_id, rfc3339(now)),),
    )


def _first(methods: MerchantMethods, method_id: str | None) -> LinkedMethod:
    if method_id is None:
        if not methods.usable:
            raise Conflict("no linked payment method can be charged", code="no_payment_method")
        return methods.usable[0]
    chosen = methods.find(method_id)
    if not chosen.usable:
        raise Conflict(f"the payment method is {chosen.health}", code="method_unusable")
    return chosen
