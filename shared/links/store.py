"""Payment links as table items."""

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.errors import NotFound
from shared.ids import is_id
from shared.links.documents.model import document_from_map, document_to_map
from shared.links.model import Closing, LinkStatus, PaymentLink, link_id_of
from shared.table.keys import due_attributes, link_key, list_sort, owned_list
from shared.table.port import Check, Condition, Item, Query, Table, Update

if TYPE_CHECKING:
    from shared.stripe_gateway.port import PaidWith

DUE_KIND = "link"
PURGE_KIND = "purge"
_TTL_AFTER: Final = timedelta(days=7)
"""The table's own deletion is a second net under the job: late enough for the audit to tell first, by a day."""

_TIMES = ("created_at", "expires_at", "closed_at", "paid_at", "failed_at", "first_opened_at", "last_opened_at")
_APART = (*_TIMES, "document")
_PAGE = 100


def to_item(link: PaymentLink, request_digest: str) -> Item:
    """The item of a new link, due at its expiry; the table itself would delete it a week after the job should have."""
    values: Item = {
        name: str(value) if isinstance(value, LinkStatus) else value
        for name in PaymentLink.__dataclass_fields__
        if name not in _APART and (value := getattr(link, name)) is not None
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(link, name)) is not None}
    if link.document is not None:
        values["document"] = document_to_map(link.document)
    pk, sk = link_key(link.id)
    return values | {
        "pk": pk,
        "sk": sk,
        "kind": "link",
        "request_digest": request_digest,
        "list_pk": owned_list(link.merchant_id, "link"),
        "list_sk": list_sort(link.created_at, link.id),
        **ttl_of(link),
        **due_attributes(DUE_KIND, link.id, link.expires_at),
    }


def ttl_of(link: PaymentLink) -> Item:
    """What everything that is kept under a link carries, so that nothing of it stays if the job never comes."""
    return {"ttl": int((link.purge_at + _TTL_AFTER).timestamp())}


def from_item(item: Item) -> PaymentLink:
    """The link in an item."""
    values: dict[str, Any] = {name: item[name] for name in PaymentLink.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    values |= {name: LinkStatus(item[name]) for name in ("status", "closing_to") if name in item}
    if "target_id" not in item:  # Written before links could be for anything but orders.
        values["target_id"] = item["order_id"]
    if "document" in item:
        values["document"] = document_from_map(item["document"])
    return PaymentLink(**values)


def read_link(table: Table, link_id: str) -> PaymentLink | None:
    """One consistent read, whatever became of the link: what goes on behind the scenes."""
    item = table.get(link_key(link_id)) if is_id("lnk", link_id) else None
    return from_item(item) if item else None


def find_link(table: Table, link_id: str) -> PaymentLink:
    """The same of a link that must be there. Raises :class:`NotFound`."""
    link = read_link(table, link_id)
    if link is None:
        raise NotFound("no such payment link")
    return link


def find_shown_link(table: Table, link_id: str, merchant_id: str, now: datetime) -> PaymentLink:
    """A link of this merchant's that may be seen. Raises :class:`NotFound`, also from 90 days after its making on."""
    link = find_link(table, link_id)
    if link.merchant_id != merchant_id or now >= link.purge_at:
        raise NotFound("no such payment link")
    return link


def find_link_by_token(table: Table, token: str, now: datetime) -> PaymentLink:
    """The link whose URL carries this token; compared in constant time.

    Raises :class:`NotFound`, also from 90 days after its making on.
    """
    link_id = link_id_of(token)
    if link_id is None:
        raise NotFound("no such payment link")
    link = find_link(table, link_id)
    if now >= link.purge_at or not hmac.compare_digest(link.token.encode(), token.encode("utf-8", "surrogatepass")):
        raise NotFound("no such payment link")
    return link


def link_collection(table: Table, link_id: str) -> list[Item]:
    """Everything that is kept under a link, itself among it, by sort key."""
    items: list[Item] = []
    reached: str | None = None
    while True:
        page = table.query(Query(None, link_id, _PAGE, sort_above=reached))
        items += page.items
        if page.scanned_to is None:
            return items
        reached = page.scanned_to


def sending_counted(link: Item) -> Update:
    """One more message about this link: the link is open, and nobody sent another since it was read."""
    count = link.get("sendings", 0)
    as_read = "#sendings = :count" if count else "attribute_not_exists(#sendings)"
    values = {"open": "open"} | ({"count": count} if count else {})
    condition = Condition(f"#status = :open AND {as_read}", values)
    return Update(link_key(link["id"]), {"sendings": count + 1}, condition=condition)


def still_open(link_id: str) -> Check:
    """The link may start and go on with a payment."""
    return Check(link_key(link_id), Condition("#status = :open", {"open": "open"}))


def failed_update(link_id: str, reason: str, attempt: str, at: datetime) -> Update:
    """An attempt to pay the link failed; each is noted once, however often it is looked at, and only on what stands."""
    new = Condition(
        "#status IN (:open, :voiding) AND (attribute_not_exists(#failed_attempt) OR #failed_attempt <> :attempt)",
        {"open": "open", "voiding": "voiding", "attempt": attempt},
    )
    changes = {"last_failure": str(reason), "failed_attempt": attempt, "failed_at": rfc3339(at)}
    return Update(link_key(link_id), changes, condition=new)


def paid_update(
    link: PaymentLink, at: datetime, paid_with: "PaidWith | None" = None, buyer_email: str | None = None
) -> Update:
    """Paid by its own payment: also while voiding, for the provider's word that it is paid wins (rule M8)."""
    standing = Condition("#status IN (:open, :voiding)", {"open": "open", "voiding": "voiding"})
    changes = {"status": "paid", "paid_at": rfc3339(at), **_due_for_purge(link)}
    if paid_with is not None:
        changes |= {"paid_with": paid_with.brand} | ({"paid_last4": paid_with.last4} if paid_with.last4 else {})
    if buyer_email is not None:
        changes["buyer_email"] = buyer_email
    return Update(link_key(link.id), changes, remove=("closing_to",), condition=standing)


def closing_update(link_id: str, closing: Closing, retry_at: datetime) -> Update:
    """From now on no payment starts; the due key brings a job back should this run die."""
    changes = {"status": "voiding", "closing_to": str(closing.target), "closed_by": closing.by}
    changes |= due_attributes(DUE_KIND, link_id, retry_at)
    if closing.reason is not None:
        changes["close_reason"] = closing.reason
    return Update(link_key(link_id), changes, condition=Condition("#status = :open", {"open": "open"}))


def replaced_update(link: PaymentLink, by: str, at: datetime) -> Update:
    """Void at once: only together with a write that holds on the absence of any claim on the order (rule M8)."""
    reason = "replaced: the order has changed"
    changes = {"status": "void", "close_reason": reason, "closed_by": by, "closed_at": rfc3339(at)}
    changes |= _due_for_purge(link)
    return Update(link_key(link.id), changes, condition=Condition("#status = :open", {"open": "open"}))


def close_later_update(link: PaymentLink, now: datetime, at: datetime) -> Update:
    """Go on with a closing at ``at``; one that has to wait keeps no other from its turn.

    Once the link is to be forgotten, the job that does so goes on with its closing, too.
    """
    voiding = Condition("#status = :voiding", {"voiding": "voiding"})
    kind = DUE_KIND if now < link.purge_at else PURGE_KIND
    return Update(link_key(link.id), due_attributes(kind, link.id, at), condition=voiding)


def closed_update(link: PaymentLink, target: LinkStatus, at: datetime) -> Update:
    """The end of closing: no session is open any more."""
    changes = {"status": str(target), "closed_at": rfc3339(at), **_due_for_purge(link)}
    voiding = Condition("#status = :voiding", {"voiding": "voiding"})
    return Update(link_key(link.id), changes, remove=("closing_to",), condition=voiding)


def _due_for_purge(link: PaymentLink) -> dict[str, str]:
    """What has ended is due once more: to be forgotten."""
    return due_attributes(PURGE_KIND, link.id, link.purge_at)
