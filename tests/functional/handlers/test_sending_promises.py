"""A link is sent only while it keeps what the message promises: a document that is there, and a sum that is due."""

from typing import Final

import pytest

from shared.table.keys import order_key
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.uploads import accepted, checked, form_of, problem, promised, upload
from tests.support import pdfs
from tests.support.outbox import outbox
from tests.support.world import Json

MAIL: Final[Json] = {"channel": "email", "to": "a@example.com"}


@pytest.mark.parametrize("code", ["document_awaited", "document_refused", "document_missing"])
def test_a_link_is_not_sent_without_the_document_that_it_promises(shop: Shop, code: str) -> None:
    link = promised(shop)
    if code == "document_refused":
        checked(upload(form_of(link), b"no"))
    if code == "document_missing":
        shop.world.pass_time(hours=1)
    assert problem(shop.send(link["id"], **MAIL)) == (409, code)
    shop.world.settle_down()
    assert (outbox.mails, shop.sendings()) == ([], [])


def test_a_link_is_sent_with_its_document(shop: Shop) -> None:
    link = accepted(shop, pdfs.invoice())
    assert shop.send(link["id"], **MAIL).status == 201
    shop.world.settle_down()
    assert len(outbox.mails) == 1


def test_nobody_is_asked_for_what_was_paid_from_credits_before_the_link_is_closed(shop: Shop) -> None:
    shop.fund(10_000)
    order = shop.order(collect="none")
    link = shop.link(order)
    shop.pay([order])
    assert shop.read_link(link["id"])["status"] == "open"
    assert shop.send(link["id"], **MAIL).status == 409


def test_nobody_is_asked_for_a_sum_that_has_changed(shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    shop.world.backing.overwrite(order_key(order), "amount_version", 2)
    assert problem(shop.send(link["id"], **MAIL)) == (409, "amount_changed")
