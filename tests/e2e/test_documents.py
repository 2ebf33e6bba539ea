"""The document of a payment link: real forms to the bucket, the check, and the buyer's download."""

from typing import Any

import httpx
import pytest

from tests.support import pdfs
from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]
ONE_TOO_MANY = 10 * 1024 * 1024 + 1


def promise(shop: Shop) -> Json:
    """A new link that waits for its document."""
    return shop.make_link(shop.place(collect="none")["id"], pdf=True)


def upload(
    http: httpx.Client, link: Json, content: bytes, kind: str = "application/pdf", **changes: str
) -> httpx.Response:
    """Send the form as a browser does, under the name of an invoice."""
    form = link["document"]["upload"]
    files = {"file": ("invoice.pdf", content, kind)}
    return http.post(form["url"], data={**form["fields"], **changes}, files=files)


def await_document(shop: Shop, link: Json) -> Json:
    """What was found."""
    read = eventually(lambda: shop.read_link(link["id"]), lambda seen: seen["document"]["status"] != "awaited")
    return dict(read["document"])


def test_a_document_goes_in_by_its_form_and_out_to_the_buyer(stack: LocalStack, shop: Shop) -> None:
    link = promise(shop)
    content = pdfs.invoice(pages=2)

    assert upload(stack.http, link, content).status_code == 204

    found = await_document(shop, link)
    assert (found["status"], found["size"], found["pages"]) == ("accepted", len(content), 2)
    led = stack.http.get(f"{link['url']}/document")
    assert (led.status_code, led.headers["referrer-policy"]) == (303, "no-referrer")
    got = stack.http.get(led.headers["location"])
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].startswith("attachment;")


def test_only_the_very_signature_opens_the_bucket(stack: LocalStack, shop: Shop) -> None:
    link = promise(shop)
    upload(stack.http, link, pdfs.invoice())
    await_document(shop, link)
    address = stack.http.get(f"{link['url']}/document").headers["location"]

    assert stack.http.get(address.partition("?")[0]).status_code == 403
    assert stack.http.get(address.replace("/upl_", "/upl-")).status_code == 403


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"<!doctype html><title>invoice</title>", "not_a_pdf"), (pdfs.encrypted(), "encrypted")],
    ids=["html", "encrypted"],
)
def test_what_only_looks_like_a_pdf_is_refused(stack: LocalStack, shop: Shop, content: bytes, reason: str) -> None:
    link = promise(shop)

    assert upload(stack.http, link, content).status_code == 204

    found = await_document(shop, link)
    assert (found["status"], found["reason"]) == ("refused", reason)
    assert stack.http.get(f"{link['url']}/document").status_code == 404
    again = body_of(shop.api.post(f"/v1/payment-links/{link['id']}/document", {}), 201)
    assert upload(stack.http, again, pdfs.invoice()).status_code == 204
    assert await_document(shop, link)["status"] == "accepted"
    problem_of(shop.api.post(f"/v1/payment-links/{link['id']}/document", {}), 409, "document_accepted")


def test_a_form_takes_nothing_but_what_it_was_signed_for(stack: LocalStack, shop: Shop) -> None:
    link, other = promise(shop), promise(shop)
    key = other["document"]["upload"]["fields"]["key"]

    assert upload(stack.http, link, bytes(ONE_TOO_MANY)).status_code == 400
    assert upload(stack.http, link, b"").status_code == 400
    assert upload(stack.http, link, pdfs.invoice(), **{"Content-Type": "text/html"}).status_code == 403
    assert upload(stack.http, link, pdfs.invoice(), key=key).status_code == 403
    assert upload(stack.http, link, pdfs.invoice(), key="documents/mine.pdf").status_code == 403

    assert shop.read_link(link["id"])["document"]["status"] == "awaited"
    assert upload(stack.http, link, pdfs.invoice()).status_code == 204
    assert await_document(shop, link)["status"] == "accepted"


def test_what_nobody_uploads_is_told_as_missing(stack: LocalStack, shop: Shop) -> None:
    link = promise(shop)

    stack.end_upload_window(link["id"])

    assert shop.read_link(link["id"])["document"]["status"] == "missing"
    assert stack.http.get(f"{link['url']}/document").status_code == 404
    again = body_of(shop.api.post(f"/v1/payment-links/{link['id']}/document", {}), 201)
    assert upload(stack.http, again, pdfs.invoice()).status_code == 204
    assert await_document(shop, link)["status"] == "accepted"


def test_a_document_is_still_there_for_who_has_paid_and_not_on_a_void_link(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="none")
    paid, void = shop.make_link(order["id"], pdf=True), promise(shop)
    for link in (paid, void):
        upload(stack.http, link, pdfs.invoice())
        assert await_document(shop, link)["status"] == "accepted"

    shop.stripe.pay(shop.press_pay(paid["url"]))
    shop.await_paid(order["id"])
    body_of(shop.api.post(f"/v1/payment-links/{void['id']}/void", {}), 200)

    assert stack.http.get(f"{paid['url']}/document").status_code == 303
    assert stack.http.get(f"{void['url']}/document").status_code == 404
