"""The document on its way to the buyer."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.functional.handlers.shop import Shop
from tests.functional.handlers.uploads import accepted, checked, promised, upload
from tests.support import pdfs
from tests.support.aws import objects
from tests.support.world import page_state


def test_a_buyer_is_led_to_the_very_document_for_some_minutes(shop: Shop) -> None:
    link = accepted(shop, pdfs.invoice())
    answer = shop.download(link)
    assert answer.status == 303
    address = urlsplit(answer.headers["location"])
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    (key,) = objects()
    assert address.path == f"/{key}"
    assert query["X-Amz-Expires"] == "300"
    assert query["X-Amz-Date"] == f"{shop.world.clock.moment:%Y%m%dT%H%M%SZ}"
    assert query["response-content-type"] == "application/pdf"
    assert query["response-content-disposition"] == 'attachment; filename="document.pdf"'


def test_no_way_to_it_outlives_its_link(shop: Shop) -> None:
    link = accepted(shop, pdfs.invoice())
    shop.world.pay(shop.checkout(link))
    shop.world.settle_down()
    ends = datetime.fromisoformat(link["created_at"]) + timedelta(days=90)
    for left, good in ((299.5, "299"), (1.5, "1"), (0.5, "1")):
        shop.world.clock.moment = ends - timedelta(seconds=left)
        query = parse_qs(urlsplit(shop.download(link).headers["location"]).query)
        assert query["X-Amz-Expires"] == [good]
    shop.world.clock.moment = ends
    assert shop.download(link).status == 404


def test_the_way_to_it_leaves_no_trace(shop: Shop) -> None:
    headers = shop.download(accepted(shop, pdfs.invoice())).headers
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert "noindex" in headers["x-robots-tag"]
    assert parse_qs(urlsplit(headers["location"]).query)["response-cache-control"] == ["private, no-store"]


@pytest.mark.parametrize(
    ("number", "name"),
    [("INV-7", "INV-7.pdf"), ('7"; filename="x.exe', "7-filename-x.exe.pdf"), ("№ 7/2026", "7-2026.pdf"), ("№", None)],
)
def test_it_is_named_by_the_invoice_and_nothing_can_be_injected(shop: Shop, number: str, name: str | None) -> None:
    link = shop.link(shop.order(collect="none"), pdf=True, invoice_number=number)
    checked(upload(link["document"]["upload"], pdfs.invoice()))
    query = parse_qs(urlsplit(shop.download(link).headers["location"]).query)
    assert query["response-content-disposition"] == [f'attachment; filename="{name or "document.pdf"}"']


@pytest.mark.parametrize("why", ["none", "awaited", "refused", "void", "expired", "guess"])
def test_where_there_is_none_for_a_buyer_a_page_says_so(shop: Shop, why: str) -> None:
    link = shop.link(shop.order(collect="none"), expires_in_days=1, pdf=why != "none")
    if why not in ("none", "awaited"):
        checked(upload(link["document"]["upload"], b"no" if why == "refused" else pdfs.invoice()))
    if why == "void":
        shop.void(link["id"])
    if why == "expired":
        shop.world.pass_time(hours=25)
    answer = shop.download(link | {"url": link["url"][:-1]} if why == "guess" else link)
    assert (answer.status, page_state(answer.text)) == (404, "not_found")
    assert "location" not in answer.headers


def test_a_paid_link_still_gives_it(shop: Shop) -> None:
    link = accepted(shop, pdfs.invoice())
    shop.world.pay(shop.checkout(link))
    shop.world.settle_down()
    assert shop.page(link) == "paid"
    assert shop.download(link).status == 303


def test_nobody_gets_what_has_not_been_looked_at(shop: Shop) -> None:
    link = promised(shop)
    upload(link["document"]["upload"], pdfs.invoice())
    assert shop.download(link).status == 404
