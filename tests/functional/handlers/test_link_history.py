"""A link's history as its merchant sees it: opened, paid, voided by whom and why, expired."""

from typing import Any

import pytest

from functions.authorize_request.handler import lambda_handler as authorize_request
from functions.manage_links.handler import lambda_handler as manage_links
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.show_payment_page.handler import lambda_handler as show_payment_page
from shared.aws.client import AwsError
from shared.errors import Busy
from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop, token_of
from tests.support.world import Json, World, page_state

VOID = "POST /v1/payment-links/{link_id}/void"


def history(shop: Shop, link: Json) -> list[str]:
    entries = shop.read_link(link["id"])["history"]
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    return [entry["type"] for entry in entries]


def opened(shop: Shop, link: Json) -> Any:
    return shop.read_link(link["id"])["opened"]["count"]


def looked(world: World, link: Json, **headers: str) -> str:
    path, named = {"token": token_of(link)}, {name.replace("_", "-"): value for name, value in headers.items()}
    answer = world.call(show_payment_page, "show_payment_page", path=path, headers=named)
    assert answer.status == 200
    return page_state(answer.text)


def test_a_link_that_was_opened_twice_and_paid(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    assert history(shop, link) == ["created"]
    shop.page(link)
    shop.page(link)
    world.pay(shop.checkout(link))
    world.settle_down()
    assert history(shop, link) == ["created", "opened", "paid", "sent"]
    entry, read = shop.read_link(link["id"])["history"][1], shop.read_link(link["id"])["opened"]
    assert {name: entry[name] for name in read} == read
    assert (read["count"], read["first"] < read["last"], read["first"]) == (2, True, entry["at"])


def test_only_a_look_at_the_page_counts(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    looked(world, link, sec_purpose="prefetch;prerender")
    assert shop.page(link, **{"from": "checkout"}) == "confirming"
    assert shop.page(link, watch="pending") == "open"
    assert opened(shop, link) == 0
    looked(world, link)
    world.pay(shop.checkout(link), paypal="pending_paid")
    world.deliver_webhooks()
    assert looked(world, link) == "pending"
    assert opened(shop, link) == 1


@pytest.mark.parametrize("trouble", [Busy("the store is busy"), AwsError("AccessDeniedException", 400, {})])
def test_a_page_is_shown_although_it_cannot_be_counted(
    world: World, shop: Shop, interruptions: Interruptions, trouble: Exception
) -> None:
    def refuse() -> None:
        raise trouble

    link = shop.link(shop.order(collect="none"))
    interruptions.before("UpdateItem", refuse)
    assert looked(world, link) == "open"
    assert not interruptions.pending
    assert opened(shop, link) == 0


def test_a_void_link_names_the_key_and_the_reason(world: World, shop: Shop) -> None:
    link, granted = shop.link(shop.order(collect="none")), with_a_key(shop)
    path, body = {"link_id": link["id"]}, {"reason": "sent to the wrong buyer"}
    answer = world.call(manage_links, "manage_links", VOID, path=path, body=body, authorizer=granted)
    assert (answer.status, answer.json["closed_by"]) == (200, granted["key_id"])
    entry = shop.read_link(link["id"])["history"][-1]
    assert (entry["type"], entry["by"], entry["reason"]) == ("voided", granted["key_id"], "sent to the wrong buyer")


def test_who_replaces_a_link_is_named(shop: Shop) -> None:
    order = shop.order(collect="none")
    first = shop.link(order)
    second = shop.link(order)
    assert shop.change(order, amount=5_000).status == 200
    for link, reason in ((first, "replaced by a new link"), (second, "replaced: the order has changed")):
        entry = shop.read_link(link["id"])["history"][-1]
        assert (entry["type"], entry["by"], entry["reason"]) == ("voided", "merchant", reason)


def test_what_follows_by_itself_is_the_systems(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    shop.cancel(order)
    world.settle_down()
    entry = shop.read_link(link["id"])["history"][-1]
    assert (entry["type"], entry["by"], entry["reason"]) == ("voided", "system", "order cancelled")


def test_an_expired_link_expired_when_it_said(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"), expires_in_days=1)
    world.pass_time(days=1, hours=1)
    jobs.expire()
    entry = shop.read_link(link["id"])["history"][-1]
    assert (entry["type"], entry["at"]) == ("expired", link["expires_at"])


def with_a_key(shop: Shop) -> Json:
    """The authorizer's word for a key of the shop's."""
    route, path = "POST /v1/merchants/{merchant_id}/api-keys", {"merchant_id": shop.id}
    minted = shop.world.call(manage_merchants, "manage_merchants", route, path=path, body={}).json
    answer = authorize_request({"identitySource": [f"Bearer {minted['key']}"]}, None)
    assert answer["context"] == {"role": "merchant", "merchant_id": shop.id, "key_id": minted["id"]}
    return dict(answer["context"])
