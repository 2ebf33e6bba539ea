"""Messages to people: one fee each, back at most once, and no message twice."""

from typing import TYPE_CHECKING, Final

from shared.table.keys import fee_key
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_FIXED: Final = ("id", "link_id", "notice_id", "merchant_id", "channel", "to", "text", "fee", "currency", "segments")
_ENDS: Final = frozenset({"sent", "failed"})


def sending_never_goes_back(books: Books, change: Change) -> None:
    """What is said, to whom and for how much stays; an end stays an end; the fee is back exactly where it failed."""
    old, new = change.old, change.new
    assert new is not None
    name = f"sending {new['id']}"
    if old is not None:
        demand(all(old.get(each) == new.get(each) for each in _FIXED), "M4", f"{name} became another")
        demand(old["status"] not in _ENDS or old["status"] == new["status"], "states", f"{name} left {old['status']}")
        demand(new["attempts"] >= old["attempts"], "states", f"{name} forgot an attempt")
    fee = books.memory.items.get(fee_key(new["id"]), {})
    demand(new.get("fee", 0) == fee.get("amount", 0), "M1", f"{name} costs {new.get('fee')}, its record says {fee}")
    back = fee.get("state") == "returned"
    demand(back == (new["status"] == "failed") or not fee, "M1", f"{name} is {new['status']}, its fee {fee}")


def every_message_has_ended(world: "World") -> None:
    """Handed over once where it was sent, never where it failed, and nobody is left waiting; as last seen."""
    handed_over = dict(world.post_office.handed_over)
    images = (change.new for change in world.memory.changes if change.new and change.new.get("kind") == "sending")
    for sending in {item["id"]: item for item in images}.values():
        status, name = sending["status"], sending["to"] if sending["channel"] == "sms" else sending["id"]
        times = handed_over.pop(name, 0)
        demand(status in {"sent", "failed", "unknown"}, "liveness", f"sending {sending['id']} is {status} for ever")
        demand(times <= 1, "once", f"sending {sending['id']} was handed over {times} times")
        demand(status != "sent" or times == 1, "once", f"sending {sending['id']} is sent and was never handed over")
        demand(status != "failed" or times == 0, "once", f"sending {sending['id']} failed and was handed over")
    demand(not handed_over, "once", f"nobody asked for {sorted(handed_over)}")
