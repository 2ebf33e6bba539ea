"""Whose a saved method is, and whether it can be charged at all."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import stripe
    from stripe._v1_services import V1Services


def owner_of(api: "V1Services", method: "stripe.PaymentMethod") -> str | None:
    """The customer's id; ``None`` once the method is detached or its customer deleted: either way it is never charged
    again, but a method keeps the id of a deleted customer. To be called inside ``own_errors``.
    """
    named = id_of(method.customer)
    return None if named is None or is_deleted(api, named) else named


def is_deleted(api: "V1Services", customer_id: str) -> bool:
    """``GET /v1/customers/{id}``; a deleted one is told as such (https://docs.stripe.com/api/customers/retrieve)."""
    return bool(getattr(api.customers.retrieve(customer_id), "deleted", None))


def id_of(thing: "str | stripe.PaymentMethod | stripe.Customer | None") -> str | None:
    """The id of something that may be expanded."""
    return thing if isinstance(thing, str) or thing is None else thing.id
