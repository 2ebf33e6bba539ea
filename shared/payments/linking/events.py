"""Events of the provider about saved methods: each only says at whose methods, or at which set-up, to look."""

from collections.abc import Mapping
from typing import Any, Final

from shared.payment_methods.owners import owner_of
from shared.payment_methods.setups import read_setup
from shared.payments.linking.context import LinkingContext
from shared.payments.linking.looking import look_at_methods
from shared.payments.linking.setting_up import SETUP, look_at_setup
from shared.payments.settling.reconciliation import DEPLOYMENT

METHOD_TYPES: Final = (
    "payment_method.attached",
    "payment_method.detached",
    "payment_method.updated",
    "payment_method.automatically_updated",
    "setup_intent.succeeded",
    "setup_intent.setup_failed",
    "mandate.updated",
    "customer.deleted",
)
"""What we act on, beside ``checkout.session.*`` of set-ups."""


def is_setup(kind: str, subject: Mapping[str, Any]) -> bool:
    """Whether a hosted page that an event is about links a method; else it collects a payment."""
    return kind.startswith("checkout.session.") and subject.get("mode") == "setup"


def handle_setup_session(context: LinkingContext, subject: Mapping[str, Any]) -> bool | None:
    """A hosted page of ours was completed or is over; false when it is not what its mark says, ``None``: not ours."""
    return _setup(context, subject, str(subject["id"]))


def handle_method_event(context: LinkingContext, kind: str, subject: Mapping[str, Any]) -> bool | None:
    """Look at the methods of the merchant that this is about; ``None`` when it is about nothing that matters here."""
    if kind not in METHOD_TYPES:
        return None
    if kind.startswith("setup_intent."):
        return _setup(context, subject, None)
    if kind.startswith("mandate."):
        return _mandate(context, subject)
    owner = owner_of(context.table, _text(subject.get("id")), _text(subject.get("customer")))
    if owner is None:
        return None
    look_at_methods(context, owner)
    return True


def _setup(context: LinkingContext, subject: Mapping[str, Any], session_id: str | None) -> bool | None:
    marks = subject.get("metadata") or {}
    if marks.get(DEPLOYMENT) != context.deployment_id or SETUP not in marks:
        return None
    setup = read_setup(context.table, str(marks[SETUP]))
    return setup is not None and look_at_setup(context, setup, session_id)


def _mandate(context: LinkingContext, subject: Mapping[str, Any]) -> bool | None:
    """An agreement, such as PayPal's, is otherwise: its method is there as before, and only this tells.

    It can end before we have heard of the method: then its owner tells whose it is.
    """
    named = _text(subject.get("payment_method"))
    owner = owner_of(context.table, named)
    if owner is None and named is not None:
        method = context.methods.retrieve_method(named)
        owner = owner_of(context.table, method.customer_id if method else None)
    if owner is None:
        return None
    mandate = context.methods.retrieve_mandate(str(subject["id"]))
    lapsed = [mandate.method_id] if mandate is not None and not mandate.active else []
    look_at_methods(context, owner, lapsed=lapsed)
    return True


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
