"""What a merchant is told of a change of its methods, in the transaction of that change."""

from datetime import datetime

from shared.notifications.model import NoticeKind, NoticeValues
from shared.notifications.store import notice_put
from shared.payment_methods.model import Health, LinkedMethod, MerchantMethods
from shared.table.port import Put


def notices(before: MerchantMethods, after: MerchantMethods, now: datetime) -> list[Put]:
    """A notice for each method that died, expired, or came nearer to it; of a new one only that it is dead already.

    The version that was read is the occasion: the change can be made once.
    """
    known = {method.id: method for method in before.methods}
    told = [(method, _kind(known.get(method.id), method)) for method in after.methods]
    occasion = str(before.version)
    return [
        notice_put(before.merchant_id, kind, method.id, occasion, _values(kind, method), now)
        for method, kind in told
        if kind is not None
    ]


def _kind(before: LinkedMethod | None, after: LinkedMethod) -> NoticeKind | None:
    if before is None:
        return NoticeKind.METHOD_DEAD if after.health is Health.DEAD else None
    if after.health is not before.health and after.health in _OVER:
        return _OVER[after.health]
    nearer = after.reminded is not None and after.reminded != before.reminded and after.usable
    return NoticeKind.METHOD_EXPIRING if nearer and after.expires_at == before.expires_at else None


_OVER = {
    Health.DEAD: NoticeKind.METHOD_DEAD,
    Health.UNUSABLE: NoticeKind.METHOD_DEAD,
    Health.EXPIRED: NoticeKind.METHOD_EXPIRED,
}


def _values(kind: NoticeKind, method: LinkedMethod) -> NoticeValues:
    named = {
        "brand": method.brand,
        "last4": method.last4,
        "email": method.email,
        "exp_month": method.exp_month,
        "exp_year": method.exp_year,
        "reason": method.health_reason if kind is NoticeKind.METHOD_DEAD else None,
        "days": method.reminded if kind is NoticeKind.METHOD_EXPIRING else None,
    }
    values: NoticeValues = {name: value for name, value in named.items() if value is not None}  # type: ignore[assignment]
    return values
