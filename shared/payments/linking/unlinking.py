"""Letting a method go: here first, on one version of all of them, and then at the provider."""

from contextlib import suppress

from shared.errors import AppError, Busy, Conflict
from shared.payment_methods.model import LinkedMethod, MerchantMethods
from shared.payment_methods.reconciling import unlinked
from shared.payment_methods.store import changed_update, read_methods, written
from shared.payments.linking.context import LinkingContext
from shared.payments.linking.looking import ATTEMPTS, finish, without_ended
from shared.table.attempt import try_update


def unlink(context: LinkingContext, merchant_id: str, method_id: str) -> None:
    """The method is charged no more, from now on; the provider is told until it has let it go, too.

    Raises ``NotFound``; ``Conflict``: ``last_method``, of all or of those that can be charged, also for one of two
    unlinks at the same instant, and ``method_in_use`` while a charge of it is in flight; ``Busy``.
    """
    for _ in range(ATTEMPTS):
        before = read_methods(context.table, merchant_id)
        methods = without_ended(context.table, before)
        method = methods.find(method_id)
        if _is_last(methods, method):
            raise Conflict("the last payment method cannot be unlinked, link another one first", code="last_method")
        if method.in_use:
            raise Conflict("a payment is being charged to this method", code="method_in_use")
        after = unlinked(methods, method, context.clock.now())
        if try_update(context.table, changed_update(before, after)):
            # That it is not charged any more stands; what the provider says now does not change it.
            with suppress(AppError):
                finish(context, written(before, after))
            return
    raise Busy("the payment methods are being changed, try again")


def _is_last(methods: MerchantMethods, method: LinkedMethod) -> bool:
    """A dead one that would stay behind is not one that is left to be charged."""
    others = [each for each in methods.methods if each.id != method.id]
    return not others or (method.usable and not any(each.usable for each in others))
