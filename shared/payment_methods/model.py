"""The cards and PayPal accounts that a merchant has linked, in the order in which they are charged."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.errors import NotFound
from shared.ids import derived_id
from shared.stripe_gateway.methods import MethodKind

REMINDERS: Final = (30, 7)
"""Days before a card expires on which its merchant is reminded."""


class Health(StrEnum):
    """What a method is good for. ``expiring`` is still charged; ``unusable``: the bank refused it for good.

    ``dead``: the provider has it no more, or its owner ended the agreement, so it can never be charged again.
    """

    OK = "ok"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    DEAD = "dead"
    UNUSABLE = "unusable"


CHARGEABLE: Final = frozenset({Health.OK, Health.EXPIRING})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedMethod:
    """One linked method; ``id`` is ours, ``provider_id`` the provider's. What its kind does not have is ``None``.

    ``in_use`` are the payments that charge it, or did: one may be over and still stand here, when the run that ended it
    broke off. So who refuses because of one looks at it first. It protects unlinking alone, no money hangs on it.
    ``setup_id`` is the set-up with which it came; ``reminded`` the days of the last reminder that is over.
    """

    id: str
    provider_id: str
    kind: MethodKind
    linked_at: datetime
    brand: str | None = None
    last4: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None
    email: str | None = None
    fingerprint: str | None = None
    health: Health = Health.OK
    health_reason: str | None = None
    in_use: tuple[str, ...] = ()
    setup_id: str | None = None
    reminded: int | None = None

    @property
    def usable(self) -> bool:
        """Whether a charge may try it."""
        return self.health in CHARGEABLE

    @property
    def expires_at(self) -> datetime | None:
        """The moment from which a card is no longer good: the end of the month that stands on it, in UTC."""
        if self.exp_month is None or self.exp_year is None:
            return None
        years, month = divmod(self.exp_month, 12)
        return datetime(self.exp_year + years, month + 1, 1, tzinfo=UTC)

    @property
    def next_moment(self) -> datetime | None:
        """When there is something to say about its expiry next; ``None`` when never."""
        ends = self.expires_at
        if ends is None or not self.usable:
            return None
        left = [days for days in REMINDERS if self.reminded is None or days < self.reminded]
        return ends - timedelta(days=left[0]) if left else ends

    def public(self, priority: int) -> dict[str, Any]:
        """The method as the API shows it; ``priority`` counts from 1, which is charged first."""
        return {
            "id": self.id,
            "kind": self.kind,
            "brand": self.brand,
            "last4": self.last4,
            "exp_month": self.exp_month,
            "exp_year": self.exp_year,
            "email": self.email,
            "priority": priority,
            "health": self.health,
            "health_reason": self.health_reason,
            "linked_at": rfc3339(self.linked_at),
        }


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What the owner of the methods is made of at the provider, stored before it is asked (rule M4).

    ``number`` tells the next one from it, should this one be deleted there.
    """

    number: int
    name: str
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantMethods:
    """All methods of one merchant, the one that is charged first foremost; every change makes ``version`` one more.

    ``customer_id`` is whose they are at the provider, ``None`` before the first set-up and after that customer was
    deleted; ``customer`` what it is made of. What a change leaves to be done stands here until it is: ``detaching``,
    the provider's ids of methods that we unlinked and that it may still have, and ``fresh``, our ids of methods that
    can be charged from now on, of which those who wait for one are to be told. ``look_at`` is when a schedule takes it
    up, and ``tries`` how often one did.
    """

    merchant_id: str
    version: int = 0
    customer_id: str | None = None
    customer: NewCustomer | None = None
    methods: tuple[LinkedMethod, ...] = ()
    detaching: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    look_at: datetime | None = None
    tries: int = 0

    @property
    def usable(self) -> tuple[LinkedMethod, ...]:
        """Those that a charge may try, in order."""
        return tuple(method for method in self.methods if method.usable)

    def find(self, method_id: str) -> LinkedMethod:
        """The method with this id of ours. Raises :class:`NotFound`."""
        for method in self.methods:
            if method.id == method_id:
                return method
        raise NotFound("no such payment method")

    def using(self, method_id: str, payment_id: str) -> "MerchantMethods":
        """A payment is about to charge it. Raises :class:`NotFound`."""
        method = self.find(method_id)
        if payment_id in method.in_use:
            return self
        return self.changed(replace(method, in_use=(*method.in_use, payment_id)))

    def done_using(self, method_id: str, *payment_ids: str) -> "MerchantMethods":
        """These payments charge it no more; of a method that is not there any more, or not in use, nothing changes."""
        return self.changed(
            *(
                replace(method, in_use=tuple(used for used in method.in_use if used not in payment_ids))
                for method in self.methods
                if method.id == method_id
            )
        )

    def moved(self, from_id: str, to_id: str, payment_id: str, unusable: str | None = None) -> "MerchantMethods":
        """A payment goes on with the next method; ``unusable`` says why the first is not to be tried ever again."""
        gone_on = self.done_using(from_id, payment_id).using(to_id, payment_id)
        return gone_on if unusable is None else gone_on.marked(from_id, Health.UNUSABLE, unusable)

    def marked(self, method_id: str, health: Health, reason: str | None) -> "MerchantMethods":
        """The method with another health; one that is ``dead`` stays so, whatever else is found out about it."""
        return self.changed(
            *(
                replace(method, health=health, health_reason=reason)
                for method in self.methods
                if method.id == method_id and method.health is not Health.DEAD
            )
        )

    def changed(self, *changes: LinkedMethod) -> "MerchantMethods":
        """With these methods in the places of those with their ids."""
        by_id = {method.id: method for method in changes}
        return self.with_methods(by_id.get(method.id, method) for method in self.methods)

    def with_methods(self, methods: Iterable[LinkedMethod]) -> "MerchantMethods":
        """With exactly these, in this order."""
        return replace(self, methods=tuple(methods))


def method_id(merchant_id: str, provider_id: str) -> str:
    """Our id of a method: always the same for the provider's."""
    return derived_id("pm", merchant_id, provider_id)
