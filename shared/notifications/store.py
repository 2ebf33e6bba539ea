"""Notices as table items: put once, read, and the one decision about their mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.ids import is_id
from shared.notifications.model import KEPT, KINDS, Notice, NoticeKind, NoticeMail, NoticeValues, notice_id
from shared.table.keys import NOT_DUE, list_sort
from shared.table.notice_keys import notice_key, notice_list, unread_list
from shared.table.port import ABSENT, Condition, ConditionFailed, Item, Put, Table, Update

LONGEST_VALUE: Final = 300
_NAMES: Final = frozenset(NoticeValues.__annotations__)


def notice_put(
    merchant_id: str, kind: NoticeKind, subject_id: str, occasion: str, values: NoticeValues, now: datetime
) -> Put:
    """The write that tells a merchant something, once for each ``occasion``; its mail follows from it by itself.

    It holds only while the notice is not there yet. **In a transaction** it may stand only where another write of the
    same transaction can hold a single time for this occasion (a state that is left for good; the version that was read
    is the occasion): else the notice that stands would refuse that transaction for ever. Everywhere else, and whenever
    in doubt: :func:`tell`. Raises ``ValueError`` for a value that no notice has, or when one is missing that the kind
    cannot do without; ``None`` counts as missing.
    """
    told = _values(kind, values)
    made = notice_id(merchant_id, kind, subject_id, occasion)
    pk, sk = notice_key(made)
    place = list_sort(now, made)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": "notice",
        "id": made,
        "merchant_id": merchant_id,
        "notice_kind": str(kind),
        "subject": subject_id,
        "values": told,
        "created_at": rfc3339(now),
        "mail": str(NoticeMail.QUEUED),
        "ttl": int((now + KEPT).timestamp()),
        "list_pk": notice_list(merchant_id),
        "list_sk": place,
        "due_pk": unread_list(merchant_id),
        "due_sk": place,
    }
    return Put(item, ABSENT)


def tell(table: Table, notice: Put) -> bool:
    """Write a notice alone; whether this call made it. One that stands already is as good."""
    try:
        table.put(notice)
    except ConditionFailed:
        return False
    return True


def from_item(item: Item) -> Notice:
    """The notice in an item."""
    read = item.get("read_at")
    return Notice(
        id=item["id"],
        merchant_id=item["merchant_id"],
        kind=NoticeKind(item["notice_kind"]),
        subject=item["subject"],
        values=item["values"],
        created_at=parse_rfc3339(item["created_at"]),
        read_at=parse_rfc3339(read) if read else None,
        mail=NoticeMail(item["mail"]),
        mail_reason=item.get("mail_reason"),
    )


def find_notice(table: Table, notice_id: str) -> Notice | None:
    """One notice; ``None`` when it has been forgotten."""
    item = table.get(notice_key(notice_id)) if is_id("ntf", notice_id) else None
    return from_item(item) if item else None


def read_update(notice_id: str, at: datetime) -> Update:
    """Somebody has read it; refused when somebody had, or it is gone."""
    unread = Condition("attribute_exists(#pk) AND attribute_not_exists(#read_at)")
    return Update(notice_key(notice_id), {"read_at": rfc3339(at)}, remove=NOT_DUE, condition=unread)


def mail_update(notice_id: str, mail: NoticeMail, reason: str | None = None) -> Update:
    """Decide about its mail, once."""
    changes: dict[str, Any] = {"mail": str(mail)} | ({"mail_reason": reason} if reason else {})
    undecided = Condition("#mail = :queued", {"queued": str(NoticeMail.QUEUED)})
    return Update(notice_key(notice_id), changes, condition=undecided)


def _values(kind: NoticeKind, values: Mapping[str, Any]) -> dict[str, str | int]:
    told = {name: _shortened(value) for name, value in values.items() if value is not None}
    if unknown := told.keys() - _NAMES:
        raise ValueError(f"no notice tells of {sorted(unknown)}")
    if missing := KINDS[kind].needs - told.keys():
        raise ValueError(f"{kind} cannot do without {sorted(missing)}")
    return told


def _shortened(value: str | int) -> str | int:
    return value[:LONGEST_VALUE] if isinstance(value, str) else value
