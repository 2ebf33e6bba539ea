"""90 days after it was made a link cannot be read, within a day it is gone; what the books need stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from functions.purge_links import handler
from functions.show_payment_page.handler import lambda_handler as show_payment_page
from functions.start_checkout.handler import lambda_handler as start_checkout
from shared.links.retention import purge_later_update
from shared.payments.retention.purging import purge_link
from shared.runtime import bucket
from shared.runtime.documents import S3DocumentBucket
from shared.table.keys import link_key
from shared.table.port import Put
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.purged_links import BUYER, PERSONAL, WAYS, age, left_of, listed, made, paid
from tests.functional.handlers.shop import Shop, token_of
from tests.functional.handlers.uploads import accepted
from tests.functional.handlers.writer import Writer
from tests.support.aws import BUCKET
from tests.support.pdfs import invoice
from tests.support.world import Json, World, page_state


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_left_but_what_the_books_need(world: World, shop: Shop, way: Callable[[Shop], Json]) -> None:
    link = way(shop)
    payment = world.items("payment")[0]
    assert left_of(world, link)
    age(world)
    assert jobs.purge() == (1, {})
    assert left_of(world, link) == []
    (kept,) = world.items("payment")
    gone = {"return_url", "cancel_url", "checkout_url", "brand", "last4"}
    moved = {"due_pk", "due_sk", "state", "failure", "looks"}
    assert {name: kept.get(name) for name in payment.keys() - gone - moved} == {
        name: payment[name] for name in payment.keys() - gone - moved
    }
    audit(world)
    assert jobs.purge() == jobs.NOTHING


@pytest.mark.parametrize("way", WAYS)
def test_it_cannot_be_read_from_the_very_day_before_any_job_has_run(
    world: World, shop: Shop, way: Callable[[Shop], Json]
) -> None:
    link = way(shop)
    order = link["order_id"]
    age(world, seconds=-30)
    assert shop.read_link(link["id"])["id"] == link["id"]
    assert [each["id"] for each in listed(shop)] == [link["id"]]
    assert shop.read(order)["customer"] == BUYER
    world.pass_time(seconds=30)
    path = {"token": token_of(link)}
    for look, sample in ((show_payment_page, "show_payment_page"), (start_checkout, "start_checkout")):
        answer = world.call(look, sample, path=path)
        assert (answer.status, page_state(answer.text)) == (404, "not_found")
        assert not any(word in answer.text for word in PERSONAL)
    assert shop.read_link(link["id"])["status"] == 404
    assert shop.void(link["id"]).status == 404
    assert listed(shop) == []
    read = shop.read(order)
    assert (read["payment_link"], "customer" in read) == (None, False)
    assert "customer" not in shop.listed().json["data"][0]
    assert left_of(world, link)


def test_a_repeat_of_the_request_that_made_it_does_not_show_it(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    first = shop.ask_link(order, key="one")
    assert first.status == 201
    age(world)
    again = shop.ask_link(order, key="one")
    assert (again.status, again.json["code"]) == (409, "link_gone")
    jobs.purge()
    fresh = shop.ask_link(order, key="one")
    assert (fresh.status, fresh.json["url"] != first.json["url"]) == (201, True)


def test_a_repeat_of_the_request_that_sent_it_does_not_show_it(world: World, shop: Shop) -> None:
    link, writer = made(shop), Writer(world, shop.id)
    assert writer.send(link["id"], key="one", channel="email", to="b@example.com").status == 201
    age(world)
    assert writer.send(link["id"], key="one", channel="email", to="b@example.com").status == 404


def test_the_keys_of_a_forgotten_link_and_its_message_make_others_and_cost_a_fee_of_their_own(
    world: World, shop: Shop
) -> None:
    shop.fund(1_000)
    order, writer = shop.order(collect="none"), Writer(world, shop.id)
    for balance in (991, 982):
        link = shop.ask_link(order, key="one").json
        assert writer.send(link["id"], key="one").status == 201
        assert writer.send(link["id"], key="one").status == 201
        world.settle_down()
        assert shop.wallet()["balance"] == balance
        age(world)
        assert jobs.purge() == (1, {})
    audit(world)


def test_its_document_goes_with_it(world: World, shop: Shop) -> None:
    link = accepted(shop, invoice())
    kept = S3DocumentBucket(bucket.s3, BUCKET)
    kept.put(f"uploads/{link['id']}/late", b"%PDF")
    both = link, other = link, accepted(shop, invoice())
    world.pass_time(days=90)
    jobs.expire()
    world.table.update(purge_later_update(other["id"], world.clock.now() + timedelta(hours=1)))
    assert jobs.purge() == (1, {})
    left = {each["id"]: len(kept.keys(f"uploads/{each['id']}") + kept.keys(f"documents/{each['id']}")) for each in both}
    assert left == {link["id"]: 0, other["id"]: 1}


def test_the_accounting_facts_are_still_told(world: World, shop: Shop) -> None:
    link = paid(shop)
    before = shop.read(link["order_id"])
    payment = shop.payment(before["payments"][0]["id"]).json
    age(world)
    jobs.purge()
    assert (before["payments"][0]["method"]["last4"], before["confirmation"]["status"]) == ("4242", "sent")
    # Both told of the buyer: what he paid with, and that he was written to.
    before["payments"][0]["method"] = before["confirmation"] = None
    after = shop.read(link["order_id"])
    assert after == {name: value for name, value in before.items() if name != "customer"} | {"payment_link": None}
    assert shop.payment(payment["id"]).json == payment
    assert shop.refund(payment["id"]).status in (201, 202)
    world.settle_down()
    assert shop.read(link["order_id"])["payment_status"] == "refunded"
    assert "link_closed" not in [entry["type"] for entry in shop.timeline(link["order_id"]).json["data"]]


def test_an_order_keeps_its_buyer_as_long_as_its_last_link(world: World, shop: Shop) -> None:
    order = shop.order(collect="none", customer=BUYER)
    first = shop.link(order)
    world.pass_time(days=60)
    second = shop.link(order)
    world.pass_time(days=31)
    jobs.expire()
    assert jobs.purge() == (1, {})
    assert world.table.get(link_key(first["id"])) is None
    read = shop.read(order)
    assert (read["payment_link"], read["customer"]) == (second["url"], BUYER)
    world.pass_time(days=60)
    jobs.expire()
    assert jobs.purge() == (1, {})
    assert left_of(world, second) == []


def test_an_order_without_a_link_keeps_what_it_was_sent(world: World, shop: Shop) -> None:
    order = shop.order(collect="none", customer=BUYER)
    world.pass_time(days=400)
    jobs.purge()
    assert shop.read(order)["customer"] == BUYER


def test_every_payment_that_a_link_started_forgets_its_token(world: World, shop: Shop) -> None:
    link = made(shop)
    for _ in range(3):
        shop.checkout(link)
        world.pass_time(hours=25)
        world.settle_down()
    assert len([item for item in world.items("payment") if token_of(link) in repr(item)]) == 3
    age(world)
    jobs.purge()
    assert left_of(world, link) == []


def test_whatever_else_lies_under_a_link_goes_with_it(world: World, shop: Shop) -> None:
    link = paid(shop)
    for number in range(120):
        sent = {"pk": link["id"], "sk": f"sending#{number:03d}", "kind": "sending", "to": BUYER["email"]}
        world.table.put(Put(sent))
    age(world)
    jobs.purge()
    assert left_of(world, link) == []


def test_a_link_is_not_forgotten_a_moment_too_early(world: World, shop: Shop) -> None:
    link = paid(shop)
    age(world, minutes=-1)
    assert jobs.purge() == jobs.NOTHING
    purge_link(handler.purge_context(), link["id"])
    assert shop.read_link(link["id"])["status"] == "paid"
