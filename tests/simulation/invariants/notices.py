"""What merchants are told: each occasion once, none missing, and of each at most one mail."""

from collections import Counter
from typing import TYPE_CHECKING, Final

from shared.notifications.model import KINDS, NoticeKind
from shared.table.keys import wallet_id
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_BY_STREAM: Final = (
    "low_balance", "invoice_sent", "payment_disputed", "document_refused", "stripe_account_stopped",
    "stripe_account_revoked",
)  # fmt: skip
_FIXED: Final = ("id", "merchant_id", "notice_kind", "subject", "values", "created_at", "ttl", "list_pk", "list_sk")


def notice_stays_what_it_says(books: Books, change: Change) -> None:
    """It is read once and for good, leaves the unread ones with that, and its mail is decided about once."""
    old, new = change.old, change.new
    assert new is not None
    name = f"notice {new['id']}"
    demand(("read_at" in new) != ("due_pk" in new), "lists", f"{name} is among the unread ones otherwise than it says")
    if old is None:
        missing = KINDS[NoticeKind(new["notice_kind"])].needs - new["values"].keys()
        demand(not missing and new["mail"] == "queued", "states", f"{name} is born without {missing}, {new['mail']}")
        return
    demand(all(old[each] == new[each] for each in _FIXED), "once", f"{name} became another")
    demand(old.get("read_at") in (None, new.get("read_at")), "states", f"{name} was read anew")
    demand(old["mail"] in ("queued", new["mail"]), "once", f"{name}: its mail was {old['mail']}, is {new['mail']}")


def mail_belongs_to_its_notice(books: Books, change: Change) -> None:
    """What is written says so on its notice, in the same transaction, and there is no other."""
    mail = change.new
    assert mail is not None
    if "notice_id" not in mail:
        return
    notices = [item for _, item in books.of_kind("notice") if item["id"] == mail["notice_id"]]
    demand(len(notices) == 1, "once", f"mail {mail['id']} belongs to nothing")
    demand(notices[0]["mail"] == "written", "once", f"{mail['notice_id']} says {notices[0]['mail']} of its mail")
    mails = [item["id"] for _, item in books.of_kind("sending") if item.get("notice_id") == mail["notice_id"]]
    demand(len(mails) == 1, "once", f"{mail['notice_id']} has {len(mails)} mails")


def everything_was_told_once(world: "World") -> None:
    """What the stream alone tells of, each occasion; and of no notice the mail waits."""
    meant: Counter[tuple[str, str]] = Counter()
    for change in world.memory.changes:
        old, new = change.old or {}, change.new or {}
        match new.get("kind"):
            case "wallet" if "low_balance_alert" in new and "balance" in new:
                fell = old.get("balance", 0) >= new["low_balance_alert"] > new["balance"]
                meant["low_balance", wallet_id(new["merchant_id"], new["currency"])] += fell
            case "invoice":
                meant["invoice_sent", new["id"]] += "sent_at" in new and "sent_at" not in old
            case "return" if not old and new["return_kind"] == "dispute" and "merchant_id" in new:
                meant["payment_disputed", new["payment_id"]] += new["state"] not in ("won", "warning_closed")
            case "link" if new.get("document", {}).get("status") == "refused":
                meant["document_refused", new["id"]] += old.get("document") != new["document"]
            case "stripe_account" if old.get("state") == "connected":
                stopped = old.get("card") == "active" and new.get("card") != "active" and new["state"] == "connected"
                meant["stripe_account_stopped", str(new.get("id"))] += stopped
                meant["stripe_account_revoked", str(new.get("id"))] += new["state"] == "revoked"
    told = Counter((item["notice_kind"], item["subject"]) for _, item in world.books.of_kind("notice"))
    found = Counter({key: count for key, count in told.items() if key[0] in _BY_STREAM})
    demand(found == +meant, "once", f"told {found - meant} too often, {meant - found} never")
    for _, item in world.books.of_kind("notice"):
        demand(item["mail"] != "queued", "liveness", f"the mail of {item['id']} waits for ever")
