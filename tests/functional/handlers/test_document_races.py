"""Uploads that are told of late, twice, out of turn, or while something else happens to the link."""

import pytest

from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.uploads import checked, document, form_of, problem, promised, upload
from tests.support import pdfs
from tests.support.aws import objects


def test_an_upload_under_an_older_form_counts_no_more(shop: Shop) -> None:
    link = promised(shop)
    late = upload(form_of(link), pdfs.invoice(pages=2))
    newer = form_of(shop.new_form(link["id"]).json)
    checked(late)
    assert document(shop, link)["status"] == "awaited"
    assert not objects()
    checked(upload(newer, pdfs.invoice(pages=3)))
    checked(late)
    assert document(shop, link)["pages"] == 3


def test_events_told_twice_late_and_out_of_turn_change_nothing(shop: Shop) -> None:
    link = promised(shop)
    event = upload(form_of(link), pdfs.invoice(pages=2))
    checked(event)
    before = document(shop, link), objects()
    checked(event)
    shop.world.pass_time(days=2)
    checked(event)
    assert (document(shop, link), objects()) == before


def test_a_form_used_again_changes_nothing_that_was_found(shop: Shop) -> None:
    link = promised(shop)
    form = form_of(link)
    checked(upload(form, pdfs.invoice(pages=2)))
    before = document(shop, link), objects()
    checked(upload(form, pdfs.invoice(pages=5)))
    assert (document(shop, link), objects()) == before
    refused = promised(shop)
    checked(upload(form_of(refused), b"no"))
    checked(upload(form_of(refused), pdfs.invoice()))
    assert document(shop, refused)["status"] == "refused"
    assert objects() == before[1]


def test_of_two_that_look_at_one_upload_the_first_writes(shop: Shop, interruptions: Interruptions) -> None:
    """The form was used again between; whoever comes second keeps nothing."""
    link = promised(shop)
    form = form_of(link)
    event = upload(form, pdfs.invoice(pages=2))
    interruptions.before("UpdateItem", lambda: checked(upload(form, pdfs.invoice(pages=3))))
    checked(event)
    assert document(shop, link)["pages"] == 3
    assert list(objects().values()) == [pdfs.invoice(pages=3)]


def test_of_two_that_find_the_same_both_keep_it(shop: Shop, interruptions: Interruptions) -> None:
    link = promised(shop)
    event = upload(form_of(link), pdfs.invoice())
    interruptions.before("UpdateItem", lambda: checked(event))
    checked(event)
    assert document(shop, link)["status"] == "accepted"
    assert list(objects().values()) == [pdfs.invoice()]


@pytest.mark.parametrize("content", [pdfs.invoice(), b"no"], ids=["good", "bad"])
def test_a_new_form_while_one_looks_at_an_upload_is_not_undone(
    shop: Shop, interruptions: Interruptions, content: bytes
) -> None:
    link = promised(shop)
    event = upload(form_of(link), content)
    interruptions.before("UpdateItem", lambda: shop.new_form(link["id"]))
    checked(event)
    assert document(shop, link)["status"] == "awaited"
    assert not objects()


def test_a_document_that_is_accepted_meanwhile_is_not_awaited_again(shop: Shop, interruptions: Interruptions) -> None:
    link = promised(shop)
    event = upload(form_of(link), pdfs.invoice())
    interruptions.before("UpdateItem", lambda: checked(event))
    assert problem(shop.new_form(link["id"])) == (409, "document_accepted")
    assert document(shop, link)["status"] == "accepted"


def test_a_document_that_was_promised_meanwhile_is_not_forgotten(shop: Shop, interruptions: Interruptions) -> None:
    link = shop.link(shop.order(collect="none"))

    def meanwhile() -> None:
        checked(upload(form_of(shop.new_form(link["id"]).json), pdfs.invoice()))

    interruptions.before("UpdateItem", meanwhile)
    assert problem(shop.new_form(link["id"])) == (409, "document_accepted")
    assert document(shop, link)["status"] == "accepted"


def test_a_link_that_is_void_meanwhile_gives_no_form(shop: Shop, interruptions: Interruptions) -> None:
    link = promised(shop)
    interruptions.before("UpdateItem", lambda: shop.void(link["id"]))
    assert problem(shop.new_form(link["id"])) == (409, "link_void")


def test_a_link_that_is_void_takes_no_document(shop: Shop, interruptions: Interruptions) -> None:
    link = promised(shop)
    shop.void(link["id"])
    event = upload(form_of(link), pdfs.invoice())
    with interruptions.counting() as calls:
        checked(event)
    assert "GetObject" not in calls, "nobody wants to read it"
    meanwhile = promised(shop)
    event = upload(form_of(meanwhile), pdfs.invoice())
    interruptions.before("PutObject", lambda: shop.void(meanwhile["id"]))
    checked(event)
    assert [document(shop, each)["status"] for each in (link, meanwhile)] == ["awaited", "awaited"]
    assert not objects()


def test_a_link_that_was_paid_meanwhile_still_takes_its_document(shop: Shop) -> None:
    link = promised(shop)
    event = upload(form_of(link), pdfs.invoice())
    shop.world.pay(shop.checkout(link))
    shop.world.settle_down()
    checked(event)
    assert document(shop, link)["status"] == "accepted"
    assert shop.download(link).status == 303


def test_what_a_crash_left_of_an_older_upload_goes_when_that_is_told_again(
    shop: Shop, interruptions: Interruptions
) -> None:
    link = promised(shop)
    event = upload(form_of(link), pdfs.invoice(pages=2))
    assert interruptions.kills(lambda: checked(event), after=1)
    assert len(objects()) == 2
    checked(upload(form_of(shop.new_form(link["id"]).json), pdfs.invoice()))
    checked(event)
    assert list(objects().values()) == [pdfs.invoice()]
