"""Audits as their callers see them, and ways to spoil the books."""

from typing import Any

from functions.audit_books.handler import lambda_handler as audit_books
from functions.read_audits.handler import lambda_handler as read_audits
from shared.table.keys import Key
from tests.support.samples import sample
from tests.support.world import AS_OPERATOR, Json, World

DAY = "2026-11-22"
"""The day on which the tests' clock starts."""


def run_schedule() -> list[Json]:
    """One run of the schedule: the audits that had a turn."""
    return list(audit_books(sample("audit_books"), None)["audits"])


def ask(day: str = DAY, **event: Any) -> Json:
    """An audit of a day as far as it has gone."""
    (audit,) = audit_books({"day": day, **event}, None)["audits"]
    return dict(audit)


def audits(world: World, **query: str) -> Json:
    """A page of audits."""
    return dict(world.call(read_audits, "read_audits", query=query, authorizer=AS_OPERATOR).json)


def audit(world: World, audit_id: str, **query: str) -> Json:
    """One audit with what it found."""
    route, path = "GET /v1/audits/{audit_id}", {"audit_id": audit_id}
    answer = world.call(read_audits, "read_audits", route, path=path, query=query, authorizer=AS_OPERATOR)
    assert answer.status == 200, answer.text
    return dict(answer.json)


def found_on(world: World, day: str = DAY, **event: Any) -> list[tuple[str, str]]:
    """Type and subject of whatever an audit of the day finds now, sorted."""
    asked = ask(day, **event)
    assert asked["state"] == "done"
    shown = audit(world, asked["id"])["data"]
    assert len(shown) == asked["discrepancies"]
    return sorted((each["type"], each["subject"]) for each in shown)


def change(world: World, item: Json, **attributes: Any) -> None:
    """Write over attributes of an item, past all rules; ``None`` takes one away."""
    for name, value in attributes.items():
        world.backing.overwrite(_key(item), name, value)


def lose(world: World, item: Json) -> None:
    """An item is gone."""
    world.backing.lose(_key(item))


def only(world: World, kind: str, **wanted: Any) -> Json:
    """The one item of a kind with these attributes."""
    (item,) = [each for each in world.items(kind) if all(each.get(name) == value for name, value in wanted.items())]
    return item


def line_altered(world: World) -> list[tuple[str, str]]:
    """A line says another amount than was written; what an audit must find."""
    page = only(world, "page", number=2)
    change(world, page, lines=page["lines"].replace("-1000", "-1"))
    return [("page_altered", page["pk"])]


def balance_changed(world: World) -> list[tuple[str, str]]:
    """A wallet has more than its journal says; what an audit must find."""
    wallet = only(world, "wallet")
    change(world, wallet, balance=wallet["balance"] + 1)
    return [("balance_differs", f"{wallet['merchant_id']}#EUR")]


def _key(item: Json) -> Key:
    return Key(item["pk"], item["sk"])
