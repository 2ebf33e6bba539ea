"""The confirmation mail after a payment: once, to whom is known, in the buyer's language."""

import json
from typing import Any

from functions.deliver_messages.handler import lambda_handler as deliver_messages
from shared.links.sendings.model import Channel, Delivery
from shared.links.sendings.recipients import mark_put
from shared.table.keys import link_key
from tests.functional.handlers.books import audit
from tests.functional.handlers.shop import Shop
from tests.support.outbox import outbox
from tests.support.world import GOOD_CARD


def paid(shop: Shop, email: str = "typed@example.com", **customer: str) -> str:
    """A link that a buyer has paid, with an address typed at the provider; its id."""
    link = shop.link(shop.order(collect="none", customer=customer or None))
    assert shop.world.pay(shop.checkout(link), card_number=GOOD_CARD, email=email).status_code == 303
    shop.world.settle_down()
    return str(link["id"])


def told_of_payment(link_id: str) -> None:
    """The queue brings the wish for a confirmation."""
    record = {"messageId": "m", "body": json.dumps({"paid_link_id": link_id}), "attributes": {}}
    assert deliver_messages({"Records": [record]}, None) == {"batchItemFailures": []}


def test_a_payment_is_confirmed_once_to_the_address_that_the_buyer_typed(shop: Shop) -> None:
    link_id = paid(shop, email="shop@example.com", locale="fr-FR")
    (mail,) = outbox.mails
    assert mail["Destination"]["ToAddresses"] == ["shop@example.com"]
    assert mail["Content"]["Simple"]["Subject"]["Data"].startswith("Paper & Thread : votre paiement de 45,90 EUR")
    told_of_payment(link_id)
    shop.world.settle_down()
    assert len(outbox.mails) == 1
    (sending,) = shop.sendings()
    assert (sending["purpose"], sending["status"], sending["fee"]) == ("receipt", "sent", 0)
    audit(shop.world)


def test_without_a_typed_address_the_shops_word_counts(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none", customer={"email": "told@example.com"}))
    shop.world.pay(shop.checkout(link))
    shop.world.deliver_webhooks()
    (item,) = shop.world.items("link")
    assert item["buyer_email"] == "buyer@example.com"
    shop.world.backing.overwrite(link_key(link["id"]), "buyer_email", None)
    shop.world.settle_down()
    assert [mail["Destination"]["ToAddresses"] for mail in outbox.mails] == [["told@example.com"]]


def test_a_link_that_was_not_paid_by_itself_confirms_nothing(shop: Shop) -> None:
    shop.fund(5_000)
    order = shop.order(collect="none", customer={"email": "told@example.com"})
    shop.link(order)
    shop.pay([order])
    shop.world.settle_down()
    assert (shop.read(order)["payment_status"], outbox.mails) == ("paid", [])


def test_what_is_not_paid_is_not_confirmed(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none", customer={"email": "told@example.com"}))
    told_of_payment(link["id"])
    assert shop.sendings() == []


def test_under_a_link_that_is_being_forgotten_no_confirmation_is_left_behind(shop: Shop, interruptions: Any) -> None:
    """Nobody would find it again: an address, and the link's secret in the text."""
    link = shop.link(shop.order(collect="none"))
    shop.world.pay(shop.checkout(link))
    shop.world.deliver_webhooks()
    interruptions.before("TransactWriteItems", lambda: shop.world.backing.lose(link_key(link["id"])))
    told_of_payment(link["id"])
    assert shop.sendings() == []


def test_who_wants_no_mail_gets_no_confirmation_either(shop: Shop) -> None:
    for address, delivery in (("a@example.com", Delivery.UNDELIVERABLE), ("b@example.com", Delivery.OPTED_OUT)):
        shop.world.table.put(mark_put(Channel.EMAIL, address, delivery, shop.world.clock.now()))
        paid(shop, email=address)
    assert (shop.sendings(), outbox.mails) == ([], [])
