"""What a change of the table means to a merchant where the change itself writes no notice of it.

The stream tells of it, at least once; the id of the notice is derived, so that there is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, cast

from shared.canonical import canonical_json
from shared.notifications.model import NoticeKind, NoticeValues
from shared.notifications.store import notice_put, tell
from shared.table.keys import wallet_id
from shared.table.port import Item, Table
from shared.wallets.store import fell_below


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The parts of a notice."""

    merchant_id: str
    kind: str
    subject: str
    occasion: str
    values: Mapping[str, str | int]

    def message(self) -> str:
        """As the queue carries it."""
        return canonical_json({"tell": asdict(self)})

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "News":
        """Raises ``TypeError`` or ``ValueError`` for what is none."""
        news = cls(**content)
        NoticeKind(news.kind), dict(news.values)
        return news

    def tell(self, table: Table, now: datetime) -> bool:
        """Make the notice; whether this call did."""
        kind, values = NoticeKind(self.kind), cast(NoticeValues, dict(self.values))
        return tell(table, notice_put(self.merchant_id, kind, self.subject, self.occasion, values, now))


def news_of(old: Item, new: Item) -> list[News]:
    """Nothing for a change that no merchant has to be told of."""
    reader = _READERS.get(new.get("kind", ""))
    return reader(old, new) if reader else []


def _of_wallet(old: Item, new: Item) -> list[News]:
    """The crossing alone is told, as ``wallet.balance_low`` is; each is of another page of the journal."""
    if not fell_below(old, new):
        return []
    values = {"currency": new["currency"], "balance": new["balance"], "threshold": new["low_balance_alert"]}
    return [
        News(
            merchant_id=new["merchant_id"],
            kind=NoticeKind.LOW_BALANCE,
            subject=wallet_id(new["merchant_id"], new["currency"]),
            occasion=str(new["sequence"]),
            values=values,
        )
    ]


def _of_invoice(old: Item, new: Item) -> list[News]:
    """An invoice is sent once."""
    if "sent_at" not in new or "sent_at" in old:
        return []
    names = {"amount": "amount", "currency": "currency", "number": "invoice_number", "due_date": "due_date"}
    values = {name: new[attribute] for name, attribute in names.items()}
    return [
        News(
            merchant_id=new["merchant_id"],
            kind=NoticeKind.INVOICE_SENT,
            subject=new["id"],
            occasion="sent",
            values=values | ({"period": new["period"]} if "period" in new else {}),
        )
    ]


def _of_order(old: Item, new: Item) -> list[News]:
    """What becomes of what is reserved for an order: each once of each reservation, however often it is refused."""
    facts = {**old, **new}
    return [
        News(
            merchant_id=new["merchant_id"],
            kind=kind,
            subject=new["id"],
            occasion=facts[occasion],
            values={"amount": facts["authorized_amount"], "currency": new["currency"], "number": new["external_id"]},
        )
        for moment, kind, occasion in _OF_WHAT_IS_RESERVED
        if moment in new and new[moment] != old.get(moment) and "authorized_amount" in facts
    ]


def _of_return(old: Item, new: Item) -> list[News]:
    """A dispute is told when it is first seen, an inquiry too; not one that has come to nothing by then."""
    if old or new["return_kind"] != "dispute" or "merchant_id" not in new or new["state"] in _COME_TO_NOTHING:
        return []
    return [
        News(
            merchant_id=new["merchant_id"],
            kind=NoticeKind.PAYMENT_DISPUTED,
            subject=new["payment_id"],
            occasion=new["id"],
            values={"amount": new["amount"], "currency": new["currency"]},
        )
    ]


def _of_account(old: Item, new: Item) -> list[News]:
    """What its owner or the provider did to it; that the merchant disconnects it by us, or takes its time, is none."""
    if old.get("state") != "connected":
        return []
    if new["state"] == "revoked":
        kind, occasion = NoticeKind.STRIPE_ACCOUNT_REVOKED, str(new["connection"])
    elif new["state"] == "connected" and old.get("card") == "active" != new.get("card"):
        kind, occasion = NoticeKind.STRIPE_ACCOUNT_STOPPED, f"{new['connection']} {new['looked_at']}"
    else:
        return []
    return [News(merchant_id=new["merchant_id"], kind=kind, subject=new["id"], occasion=occasion, values={})]


def _of_sending(old: Item, new: Item) -> list[News]:
    """A message about a link that did not arrive; never the mail of a notice, which would tell of itself for ever."""
    reason = _not_arrived(new)
    if reason is None or _not_arrived(old) is not None or new["purpose"] == "notice":
        return []
    return [
        News(
            merchant_id=new["merchant_id"],
            kind=NoticeKind.MESSAGE_FAILED,
            subject=new["link_id"],
            occasion=new["id"],
            values={"reason": reason, "sending": new["id"]},
        )
    ]


def _not_arrived(sending: Item) -> str | None:
    """Why, if so: who complains of a mail has got it, and what a closed link no longer asks for is missed by nobody."""
    if sending.get("status") == "failed":
        return None if sending["reason"] in _NOT_MISSED else str(sending["reason"])
    if sending.get("delivery") == "opted_out" and sending["channel"] == "sms":
        return "recipient_opted_out"
    return "undeliverable" if sending.get("delivery") == "undeliverable" else None


def _of_link(old: Item, new: Item) -> list[News]:
    """Each upload is looked at once."""
    document = new.get("document", {})
    if document.get("status") != "refused" or old.get("document") == document:
        return []
    return [
        News(
            merchant_id=new["merchant_id"],
            kind=NoticeKind.DOCUMENT_REFUSED,
            subject=new["id"],
            occasion=document["upload"],
            values={"reason": document["reason"]},
        )
    ]


_OF_WHAT_IS_RESERVED: Final = (
    ("warned_at", NoticeKind.AUTHORIZATION_EXPIRING, "warned_at"),
    ("capture_refused_at", NoticeKind.CAPTURE_REFUSED, "authorized_at"),
    ("lost_at", NoticeKind.AUTHORIZATION_LOST, "lost_at"),
    ("lapsed_at", NoticeKind.AUTHORIZATION_LAPSED, "lapsed_at"),
)
"""The moment on the order that says so, and what tells one occasion from another."""

_COME_TO_NOTHING: Final = frozenset({"won", "warning_closed", "prevented"})
_NOT_MISSED: Final = frozenset({"link_paid", "link_voiding", "link_void"})

_READERS: Final[dict[str, Callable[[Item, Item], list[News]]]] = {
    "wallet": _of_wallet,
    "invoice": _of_invoice,
    "order": _of_order,
    "return": _of_return,
    "stripe_account": _of_account,
    "sending": _of_sending,
    "link": _of_link,
}
