"""What an order tells of the mail that confirms its payment to whoever bought."""

from typing import Any

import pytest

from shared.links.sendings.model import Channel, Delivery
from shared.links.sendings.recipients import mark_put
from shared.table.keys import link_key
from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.dead_letters import TOLD, exhausted, redrive
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.purged_links import age
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_receipts import told_of_payment
from tests.support.outbox import Trouble, outbox, refused
from tests.support.world import Json, World

CUSTOMER = {"name": "Mira Okafor", "email": "mira@buyer.example", "locale": "de"}
_PAID_BY_MERCHANT = {"status": "not_sent", "reason": "paid_by_merchant", "at": None}


def confirmation(shop: Shop, order: str) -> Json:
    """As reading the order tells it."""
    return dict(shop.read(order)["confirmation"])


def bought(shop: Shop, *, typed: bool, **order: Any) -> str:
    """Paid by link; Stripe tells of an address that the buyer typed there, or of none."""
    made = shop.order(collect="none", **order)
    link = shop.link(made)
    shop.world.pay(shop.checkout(link))
    shop.world.deliver_webhooks()
    if not typed:
        shop.world.backing.overwrite(link_key(link["id"]), "buyer_email", None)
    return made


def test_a_buyer_is_sent_one_in_the_customers_language_and_the_order_says_so(world: World, shop: Shop) -> None:
    order = bought(shop, typed=False, customer=CUSTOMER)
    assert confirmation(shop, order) == {"status": "queued", "reason": None, "at": None}
    world.relay()
    assert confirmation(shop, order)["status"] == "queued"
    world.settle_down()
    told = confirmation(shop, order)
    assert (told["status"], told["reason"]) == ("sent", None)
    assert told["at"] > shop.read(order)["paid_at"]
    (mail,) = outbox.mails
    assert mail["Destination"]["ToAddresses"] == ["mira@buyer.example"]
    assert "Ihre Zahlung" in mail["Content"]["Simple"]["Subject"]["Data"]
    assert [each["confirmation"] for each in shop.listed().json["data"]] == [told]


def test_before_it_is_paid_there_is_none(shop: Shop) -> None:
    order = shop.order(collect="none", customer=CUSTOMER)
    shop.checkout(shop.link(order))
    assert shop.read(order)["confirmation"] is None


def test_without_an_address_the_order_says_that_none_was_sent(world: World, shop: Shop) -> None:
    order = bought(shop, typed=False)
    world.settle_down()
    assert confirmation(shop, order) == {"status": "not_sent", "reason": "no_address", "at": None}
    assert outbox.mails == []


def test_an_address_that_wants_no_mail_gets_none_and_the_order_says_so(world: World, shop: Shop) -> None:
    world.table.put(mark_put(Channel.EMAIL, "buyer@example.com", Delivery.OPTED_OUT, world.clock.now()))
    order = bought(shop, typed=True)
    world.settle_down()
    assert confirmation(shop, order) == {"status": "not_sent", "reason": "not_to_be_written_to", "at": None}


def test_the_first_reason_stands_and_is_told_once(world: World, shop: Shop) -> None:
    order = bought(shop, typed=False)
    (link,) = world.items("link")
    world.settle_down()
    told_of_payment(link["id"])
    assert len([item for item in world.items("order") if item.get("unconfirmed") == "no_address"]) == 1
    assert confirmation(shop, order)["reason"] == "no_address"


def test_a_mail_that_is_refused_was_not_sent(world: World, shop: Shop) -> None:
    outbox.troubles += [Trouble("SendEmail", refused("MessageRejected"))]
    order = bought(shop, typed=True)
    world.settle_down()
    told = confirmation(shop, order)
    assert told["status"] == "not_sent"
    assert told["reason"]


def test_one_that_could_not_be_written_after_all_tries_was_not_sent(world: World, shop: Shop) -> None:
    """Its message ends in the dead-letter queue; the order must not say for good that the mail is on its way."""
    order = bought(shop, typed=True)
    (message,) = exhausted(world, "sending")
    assert confirmation(shop, order)["status"] == "queued"
    assert redrive(message, message) == TOLD
    assert confirmation(shop, order) == {"status": "not_sent", "reason": "not_written", "at": None}
    told_of_payment(world.items("link")[0]["id"])
    world.settle_down()
    assert confirmation(shop, order)["status"] == "sent", "a person had it written after all"
    assert len(outbox.mails) == 1


@pytest.mark.parametrize("by", ["credits", "checkout", "method"])
def test_what_merchants_pay_themselves_is_confirmed_to_nobody(
    world: World, shop: Shop, linked: Linked, by: str
) -> None:
    shop.fund(10_000)
    order = shop.order(collect="none", customer=CUSTOMER)
    if by == "credits":
        shop.pay([order])
    elif by == "checkout":
        world.pay(shop.pay([order], method="checkout").json["checkout_url"])
    else:
        linked.card()
        linked.pay(orders=[order])
    world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    assert confirmation(shop, order) == _PAID_BY_MERCHANT
    assert outbox.mails == []


def test_it_is_forgotten_with_the_buyer(world: World, shop: Shop) -> None:
    order = bought(shop, typed=True, customer=CUSTOMER)
    world.settle_down()
    age(world)
    assert shop.read(order)["confirmation"] is None, "from that day on, whenever the job runs"
    jobs.purge()
    assert shop.read(order)["confirmation"] is None


def test_it_stays_when_the_money_goes_back(world: World, shop: Shop) -> None:
    order = bought(shop, typed=True)
    world.settle_down()
    before = confirmation(shop, order)
    assert shop.refund(shop.read(order)["payments"][0]["id"]).status == 201
    assert confirmation(shop, order) == before


def test_a_page_of_a_hundred_orders_reads_what_it_shows_in_hundreds(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    for _ in range(51):
        order = shop.order(collect="link")
        world.pay(shop.checkout({"url": shop.read(order)["payment_link"]}))
    world.settle_down()
    with interruptions.counting() as calls:
        page = shop.listed(limit="100").json["data"]
    assert {each["confirmation"]["status"] for each in page} == {"sent"}
    assert calls.count("BatchGetItem") == 3, "51 orders, then their 102 payments and confirmations"
