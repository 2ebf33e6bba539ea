"""What a link that is to be forgotten may meet: payments in flight, late money, other runs, changes, faults."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from functions.purge_links import handler
from shared.errors import Busy
from shared.links.store import link_collection
from shared.payments.retention.purging import purge_link
from shared.table.keys import Key, link_key, order_key
from shared.table.port import Item, Table
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.purged_links import BUYER, age, audited, in_flight, left_of, made, paid, void, wait
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import change_payment
from tests.functional.handlers.uploads import checked, form_of, promised, upload
from tests.support import pdfs
from tests.support.aws import objects
from tests.support.world import Json, World


def test_a_payment_in_flight_keeps_what_it_needs_and_nothing_personal(world: World, shop: Shop) -> None:
    link = in_flight(shop)
    wait(world, minutes=12)
    assert jobs.expire() == (1, {"payment_pending": 1})
    wait(world, minutes=2)
    assert jobs.expire() == (1, {"payment_pending": 1})
    wait(world, minutes=6)
    assert jobs.expire() == jobs.NOTHING
    assert jobs.purge() == (1, {"payment_pending": 1})
    stored = world.table.get(link_key(link["id"])) or {}
    assert stored["status"] == "voiding"
    assert not {"invoice_number", "opens", "first_opened_at", "last_opened_at", "close_reason"} & stored.keys()
    order = world.table.get(order_key(link["order_id"])) or {}
    assert "Mira" not in repr(order)
    assert (order["link_id"], shop.read(link["order_id"])["payment_link"]) == (link["id"], None)
    assert shop.explain(link["order_id"]).json["link"] is None
    assert jobs.purge() == jobs.NOTHING
    world.pass_time(hours=3)
    world.settle_down()
    assert shop.read(link["order_id"])["payment_status"] == "paid"
    assert jobs.purge() == (1, {})
    assert left_of(world, link) == []
    audit(world)


def test_a_link_whose_payment_is_over_ends_and_goes_in_one_run(world: World, shop: Shop) -> None:
    link = made(shop)
    world.pass_time(days=89, hours=23, minutes=50)
    shop.checkout(link)
    world.faults(calls=[{"kind": "fail", "status": 429, "path": "/v1/checkout/sessions/*/expire", "count": None}])
    for minutes in (12, 2):
        wait(world, minutes=minutes)
        assert jobs.expire() == (1, {"provider_unavailable": 1})
    world.browser.delete(f"{world.stripe.url}/_sim/faults").raise_for_status()
    wait(world, minutes=6)
    assert (world.table.get(link_key(link["id"])) or {})["status"] == "voiding"
    assert jobs.purge() == (1, {})
    assert left_of(world, link) == []


def test_money_that_comes_for_a_forgotten_link_goes_back(world: World, shop: Shop) -> None:
    link = made(shop)
    world.pay(shop.checkout(link))
    change_payment(shop, world.items("payment")[0]["id"], state="cancelled")
    world.pass_time(days=90)
    jobs.expire()
    assert jobs.purge() == (1, {})
    assert world.items("link") == []
    world.settle_down()
    (surplus,) = world.items("surplus")
    assert (surplus["amount"], surplus["reason"]) == (4590, "payment_cancelled")
    jobs.bring_back()
    world.settle_down()
    assert world.items("surplus")[0]["state"] == "returned"
    assert shop.read(link["order_id"])["payment_status"] == "unpaid"
    assert left_of(world, link) == []


def test_a_confirmation_that_comes_after_its_link_has_gone_is_no_failure(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    links = [made(shop), made(shop)]
    for link in links:
        world.pay(shop.checkout(link))
    world.deliver_webhooks()
    world.relay()
    wait(world, minutes=90 * 24 * 60 - 1)

    def meanwhile() -> None:
        wait(world, minutes=2)
        for link in links:
            purge_link(handler.purge_context(), link["id"])

    interruptions.before("TransactWriteItems", meanwhile)
    assert world.deliver_messages() == {}
    assert not interruptions.pending
    assert [left_of(world, link) for link in links] == [[], []]


@pytest.mark.parametrize("ended", [True, False], ids=["paid", "just expiring"])
def test_a_document_that_is_accepted_meanwhile_goes_with_its_link(
    world: World, shop: Shop, interruptions: Interruptions, *, ended: bool
) -> None:
    link = promised(shop)
    world.pass_time(days=89, hours=23, minutes=30)
    form = form_of(shop.new_form(link["id"]).json)
    if ended:
        world.pay(shop.checkout(link))
        world.settle_down()
    wait(world, minutes=31)
    interruptions.before("TransactWriteItems" if ended else "UpdateItem", lambda: checked(upload(form, pdfs.invoice())))
    with suppress(Busy):
        purge_link(handler.purge_context(), link["id"])
    assert not interruptions.pending
    wait(world, minutes=6)
    purge_link(handler.purge_context(), link["id"])
    assert world.table.get(link_key(link["id"])) is None
    assert objects() == {}


def test_a_confirmation_that_is_late_is_not_written_for_a_link_that_is_to_be_forgotten(
    world: World, shop: Shop
) -> None:
    link = made(shop)
    world.pay(shop.checkout(link))
    world.deliver_webhooks()
    world.relay()
    wait(world, minutes=90 * 24 * 60)
    assert world.deliver_messages() == {}
    assert world.items("sending") == []


def test_two_runs_at_once_and_one_that_was_faster(world: World, shop: Shop, interruptions: Interruptions) -> None:
    links = [paid(shop), void(shop)]
    age(world)
    context = handler.purge_context()
    for name, link in (("TransactWriteItems", links[0]), ("DeleteItem", links[1])):
        interruptions.before(name, lambda link=link: purge_link(context, link["id"]))  # type: ignore[misc]
        purge_link(context, link["id"])
        assert not interruptions.pending
    assert [left_of(world, link) for link in links] == [[], []]


def test_an_order_that_changes_meanwhile_keeps_its_change(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    link = void(shop)
    age(world)
    order = link["order_id"]
    interruptions.before("TransactWriteItems", lambda: shop.change(order, metadata={"lane": "7"}))
    assert jobs.purge() == (1, {})
    read = shop.read(order)
    assert (read["metadata"], "customer" in read) == ({"lane": "7"}, False)
    assert left_of(world, link) == []


def test_a_new_link_made_meanwhile_keeps_the_buyer(world: World, shop: Shop, interruptions: Interruptions) -> None:
    link = void(shop)
    age(world)
    order = link["order_id"]
    interruptions.before("TransactWriteItems", lambda: shop.link(order))
    assert jobs.purge() == (1, {})
    read = shop.read(order)
    assert (read["customer"], read["payment_link"] is not None) == (BUYER, True)
    assert world.table.get(link_key(link["id"])) is None


def test_what_cannot_be_forgotten_keeps_no_other_from_its_turn(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.payments.retention.purging.PER_SHARD", 1)
    links = [paid(shop) for _ in range(9)]
    age(world)
    monkeypatch.setattr("shared.payments.retention.purging.link_collection", refusing(links[:4]))
    for _ in range(9):
        jobs.purge()
    assert [link["id"] for link in links if world.table.get(link_key(link["id"]))] == [link["id"] for link in links[:4]]


def refusing(links: list[Json]) -> Callable[[Table, str], list[Item]]:
    """The collections of these links cannot be read."""
    refused = {link["id"] for link in links}

    def read(table: Table, link_id: str) -> list[Item]:
        if link_id in refused:
            raise Busy("the store is busy")
        return link_collection(table, link_id)

    return read


def test_the_table_itself_would_delete_it_a_week_later(world: World, shop: Shop) -> None:
    link = paid(shop)
    items = [item for item in world.backing.items() if item["pk"] == link["id"]]
    assert {item["kind"] for item in items} == {"attempt", "link", "sending"}
    made_at = int((world.clock.moment).timestamp())
    for item in items:
        assert 96.9 < (item["ttl"] - made_at) / 86_400 < 97.1


def test_the_audit_tells_what_was_not_forgotten(world: World, shop: Shop) -> None:
    link = paid(shop)
    age(world)
    world.backing.overwrite(Key(link["id"], "link"), "due_pk", None)
    assert jobs.purge() == jobs.NOTHING
    assert [found["type"] for found in audited(world)] == []
    world.pass_time(days=1, minutes=1)
    (found,) = audited(world)
    assert (found["type"], found["subject"], found["merchant_id"]) == ("link_not_purged", link["id"], shop.id)
    assert found["action"] is not None
    assert jobs.purge() == (1, {})
    assert left_of(world, link) == []
    assert audited(world) == []
