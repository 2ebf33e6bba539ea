"""Linked methods: one at least after the first, none unlinked that is being charged, and what the provider has."""

from typing import TYPE_CHECKING, Any, Final

from shared.clock import parse_rfc3339
from shared.payment_methods.store import methods_from_item
from shared.table.port import Item
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_IN_FLIGHT: Final = ("pending", "unknown", "processing", "authorized")
_SETUP_NEXT: Final = {
    "making": {"making", "open", "complete", "expired", "failed"},
    "open": {"open", "complete", "expired", "failed"},
}


def methods_change_one_by_one(books: Books, change: Change) -> None:
    """Each write is of the version before; each method is there once; who has linked one has one for ever."""
    old, new = change.old, change.new
    assert new is not None
    version = old["version"] if old else 0
    demand(new["version"] == version + 1, "methods", f"{new['pk']} goes from {version} to {new['version']}")
    for name in ("id", "provider_id"):
        held = [row[name] for row in new["methods"]]
        demand(len(set(held)) == len(held), "methods", f"{new['pk']} has a method twice: {held}")
    demand(bool(new["methods"]) or not (old and old["methods"]), "methods", f"{new['pk']} lost its last method")


def no_method_goes_while_it_is_charged(books: Books, change: Change) -> None:
    """What is unlinked is to be detached, and no charge of it is in flight."""
    old, new = change.old, change.new
    assert new is not None
    kept = {row["id"] for row in new["methods"]}
    for row in (old or {"methods": []})["methods"]:
        if row["id"] in kept:
            continue
        flying = [each for each in row["in_use"] if books.payment(each).get("state") in _IN_FLIGHT]
        demand(not flying, "methods", f"{row['id']} was unlinked while {flying} charge it")
        demand(row["provider_id"] in new["detaching"], "methods", f"{row['id']} is unlinked here alone")
        books.unlinked.add(row["id"])
    again = kept & books.unlinked
    demand(not again, "methods", f"{again} were unlinked, and are linked again")


def the_last_good_one_stays(books: Books, change: Change) -> None:
    """Where nothing but unlinking happens, one is left that can be charged, if there was one."""
    old, new = change.old, change.new
    assert new is not None
    before = {row["id"]: row["health"] for row in (old or {"methods": []})["methods"]}
    after = {row["id"]: row["health"] for row in new["methods"]}
    if after.items() <= before.items():
        lost = _good(before) and not _good(after)
        demand(not lost, "methods", f"{new['pk']} has none left that can be charged")


def _good(healths: dict[str, str]) -> bool:
    return any(health in ("ok", "expiring") for health in healths.values())


def the_dead_stay_dead(books: Books, change: Change) -> None:
    """And their merchant is told of each death, in the same commit."""
    old, new = change.old, change.new
    assert new is not None
    before = {row["id"]: row["health"] for row in (old or {"methods": []})["methods"]}
    for row in new["methods"]:
        was, now = before.get(row["id"]), row["health"]
        demand(was != "dead" or now == "dead", "methods", f"{row['id']} rose from the dead")
        kind = {"dead": "method_dead", "expired": "method_expired"}.get(now)
        if was not in (None, now) and kind is not None:
            told = [
                item
                for _, item in books.of_kind("notice")
                if (item["subject"], item["notice_kind"]) == (row["id"], kind)
            ]
            demand(bool(told), "notices", f"nobody was told that {row['id']} is {now}")


def setup_never_goes_back(books: Books, change: Change) -> None:
    """Its terms stay as they were, and it ends once."""
    old, new = change.old, change.new
    assert new is not None
    if old is None:
        demand(new["status"] == "making", "states", f"{new['id']} is born {new['status']}")
        return
    demand(new["status"] in _SETUP_NEXT.get(old["status"], {old["status"]}), "states", f"{new['id']} went back")
    same = all(old[name] == new[name] for name in ("terms", "accepted_by", "actor", "created_at"))
    demand(same, "methods", f"the terms of {new['id']} were changed")


def set_up_is_stored_first(books: Books, session: Item) -> None:
    """The provider opens no page of ours that we do not know of, to the letter (rule M4)."""
    named = session["metadata"]["orderpay_setup"]
    setup = next((item for _, item in books.of_kind("method_setup") if item["id"] == named), None)
    if setup is None:
        demand(False, "M4", f"{session['id']} was opened for {named}, which nobody stored")
        return
    ends = int(parse_rfc3339(setup["expires_at"]).timestamp())
    stored = (setup["customer_id"], setup["return_url"], setup["return_url"], ends)
    asked = (session["customer"], session["success_url"], session["cancel_url"], session["expires_at"])
    demand(stored == asked, "M4", f"{named} stored {stored}, asked for {asked}")
    first = books.session_of.setdefault(named, session["id"])
    demand(first == session["id"], "M14", f"{named} has two pages")


def methods_are_as_the_provider_has_them(world: "World") -> None:
    """At rest: what the provider has is linked, what it has not is dead, and nothing is left undone."""
    account = world.provider.world.platform
    for _, item in world.books.of_kind("payment_methods"):
        demand(not item["detaching"] and not item["fresh"], "liveness", f"{item['pk']} left something undone: {item}")
        customer_id = item.get("customer_id")
        there = {method["id"]: method for method in account.payment_methods.values() if method["customer"]}
        held = {key for key, method in there.items() if method["customer"] == customer_id}
        alive = {row["provider_id"] for row in item["methods"] if row["health"] != "dead"}
        ended = held & {row["provider_id"] for row in item["methods"] if row["health"] == "dead"}
        demand(alive | ended == held, "methods", f"{item['pk']} has {sorted(alive)}, the provider {sorted(held)}")
        for method in methods_from_item(item).methods:
            if method.provider_id in alive and method.exp_month is not None:
                card = there[method.provider_id]["card"]
                same = (method.exp_month, method.exp_year) == (card["exp_month"], card["exp_year"])
                demand(same, "methods", f"{method.id} expires otherwise at the provider")
        _agreements(account, item)
        printed = [
            (there[row["provider_id"]].get("card") or {}).get("fingerprint")
            for row in item["methods"]
            if row["provider_id"] in alive
        ]
        twice = [each for each in set(printed) if each and printed.count(each) > 1]
        demand(not twice, "methods", f"{item['pk']} has the same card twice")


def _agreements(account: Any, item: Item) -> None:
    ended = {mandate["payment_method"] for mandate in account.mandates.values() if mandate["status"] == "inactive"}
    wrong = [row["id"] for row in item["methods"] if row["provider_id"] in ended and row["health"] != "dead"]
    demand(not wrong, "methods", f"the agreements of {wrong} have ended")


def every_set_up_has_ended(world: "World") -> None:
    """Completed, expired or failed; what was completed is linked, or gone since."""
    for _, setup in world.books.of_kind("method_setup"):
        ended = setup["status"] in ("complete", "expired", "failed")
        demand(ended and "due_pk" not in setup, "liveness", f"{setup['id']} is {setup['status']} for ever")
