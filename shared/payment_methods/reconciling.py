"""What the provider has, taken over into what we have: pure, and the same again changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from shared.payment_methods.model import REMINDERS, Health, LinkedMethod, MerchantMethods, method_id
from shared.stripe_gateway.methods import MethodFacts
from shared.table.due import next_try

MOST_HELD: Final = 40
"""Of more that somebody saves at the provider we take no notice; by our own way there are at most 20."""

DETACHED: Final = "detached"
CUSTOMER_DELETED: Final = "customer_deleted"
AGREEMENT_ENDED: Final = "agreement_ended"
EXPIRED: Final = "expired"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at the provider, by its own ids.

    ``found`` is what the customer has there, newest first, or ``None`` when there is no such customer any more.
    ``lapsed`` can be charged no more although they are still there; ``setups`` tells with which set-up one came.
    """

    found: Sequence[MethodFacts] | None
    lapsed: Collection[str] = ()
    setups: Mapping[str, str] = field(default_factory=dict)


def reconciled(methods: MerchantMethods, seen: Seen, now: datetime) -> MerchantMethods:
    """The methods as the provider has them, at this moment; what is not there any more is dead.

    What is there and unknown to us was linked: by a set-up of ours, or at the provider's portal. It goes last, or in
    the place of the same card that it replaces. A method that we are taking from the provider is not taken for new.
    """
    known = {method.provider_id for method in methods.methods}
    facts = {each.id: each for each in seen.found or ()}
    stood = [_stood(method, facts.get(method.provider_id), seen, now) for method in methods.methods]
    found = [each for each in reversed(seen.found or ()) if each.id not in known and each.id not in methods.detaching]
    new = [_new(methods.merchant_id, each, seen, now) for each in found[: max(0, MOST_HELD - len(stood))]]
    after = methods.with_methods([*stood, *new])
    fresh = [method.id for method in after.methods if method.usable and not _was_usable(methods, method)]
    if seen.found is None:
        after = replace(after, customer_id=None, customer=None)
    return _scheduled(_without_doubles(replace(after, fresh=(*after.fresh, *fresh))), now)


def unfinished(methods: MerchantMethods) -> bool:
    """Whether a change has left something to be done."""
    return bool(methods.detaching or methods.fresh or _doubles(methods))


def _scheduled(methods: MerchantMethods, now: datetime) -> MerchantMethods:
    """What is left undone has its turn again: where nobody has set one yet, in five minutes."""
    if not unfinished(methods):
        return replace(methods, look_at=None, tries=0)
    ahead = methods.look_at is not None and methods.look_at > now
    return methods if ahead else replace(methods, look_at=next_try(now, methods.tries))


def unlinked(methods: MerchantMethods, method: LinkedMethod, now: datetime) -> MerchantMethods:
    """Without this method, which is now to be taken from the provider, too."""
    kept = methods.with_methods(each for each in methods.methods if each.id != method.id)
    detaching = (*methods.detaching, method.provider_id)
    fresh = tuple(each for each in methods.fresh if each != method.id)
    return _scheduled(replace(kept, detaching=detaching, fresh=fresh), now)


def finished(
    methods: MerchantMethods, detached: Collection[str], announced: Collection[str], now: datetime
) -> MerchantMethods:
    """Less of what was left to be done."""
    detaching = tuple(each for each in methods.detaching if each not in detached)
    fresh = tuple(each for each in methods.fresh if each not in announced)
    return _scheduled(replace(methods, detaching=detaching, fresh=fresh), now)


def _stood(method: LinkedMethod, facts: MethodFacts | None, seen: Seen, now: datetime) -> LinkedMethod:
    if method.health is Health.DEAD:
        return method
    if facts is None:
        reason = CUSTOMER_DELETED if seen.found is None else DETACHED
        return replace(method, health=Health.DEAD, health_reason=reason)
    setup_id = method.setup_id or seen.setups.get(method.provider_id)
    method = replace(method, setup_id=setup_id)
    if method.provider_id in seen.lapsed:
        return replace(method, health=Health.DEAD, health_reason=AGREEMENT_ENDED)
    return _with_facts(method, facts, now)


def _with_facts(method: LinkedMethod, facts: MethodFacts, now: datetime) -> LinkedMethod:
    """A card that its bank has renewed is as good as new; else only time has passed."""
    told = replace(
        method,
        brand=facts.brand,
        last4=facts.last4,
        exp_month=facts.exp_month,
        exp_year=facts.exp_year,
        email=facts.email,
        fingerprint=facts.fingerprint,
    )
    if (told.last4, told.expires_at) == (method.last4, method.expires_at):
        return _aged(told, now) if told.usable else told
    return _aged(replace(told, health=Health.OK, health_reason=None, reminded=None), now)


def _new(merchant_id: str, facts: MethodFacts, seen: Seen, now: datetime) -> LinkedMethod:
    blank = LinkedMethod(
        id=method_id(merchant_id, facts.id),
        provider_id=facts.id,
        kind=facts.kind,
        linked_at=now,
        setup_id=seen.setups.get(facts.id),
    )
    if facts.id in seen.lapsed:
        blank = replace(blank, health=Health.DEAD, health_reason=AGREEMENT_ENDED)
    return _with_facts(blank, facts, now)


def _aged(method: LinkedMethod, now: datetime) -> LinkedMethod:
    """What the date on a card makes of it."""
    ends = method.expires_at
    if ends is None:
        return method
    if ends <= now:
        return replace(method, health=Health.EXPIRED, health_reason=EXPIRED)
    near = [days for days in REMINDERS if ends - timedelta(days=days) <= now]
    return replace(method, health=Health.EXPIRING, reminded=near[-1]) if near else method


def _was_usable(methods: MerchantMethods, method: LinkedMethod) -> bool:
    return any(each.id == method.id and each.usable for each in methods.methods)


def _same(method: LinkedMethod) -> tuple[str, str] | None:
    """What tells the same card, or the same PayPal account, that was saved twice."""
    told = method.fingerprint or method.email
    return (method.kind, told) if told else None


def _doubles(methods: MerchantMethods) -> list[tuple[LinkedMethod, LinkedMethod]]:
    """Each method with the one of the same card that replaces it: the newest of those that can be charged, if any."""
    best: dict[tuple[str, str], LinkedMethod] = {}
    for method in methods.methods:
        told = _same(method)
        if told and (told not in best or _worth(best[told]) <= _worth(method)):
            best[told] = method
    return [
        (method, best[told]) for method in methods.methods if (told := _same(method)) and best[told].id != method.id
    ]


def _worth(method: LinkedMethod) -> tuple[bool, datetime]:
    return method.usable, method.linked_at


def _without_doubles(methods: MerchantMethods) -> MerchantMethods:
    """One goes to the place of the one it replaces; one that a charge is using stays until that is over."""
    rows, detaching = list(methods.methods), list(methods.detaching)
    for old, new in _doubles(methods):
        if old.in_use:
            continue
        places = [row.id for row in rows]
        first = min(places.index(old.id), places.index(new.id))
        rows = [row for row in rows if row.id not in (old.id, new.id)]
        rows.insert(first, new)
        detaching.append(old.provider_id)
    good = {row.id for row in rows if row.usable}
    fresh = tuple(each for each in methods.fresh if each in good)
    return replace(methods.with_methods(rows), detaching=tuple(detaching), fresh=fresh)
