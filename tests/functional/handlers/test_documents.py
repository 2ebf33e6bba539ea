"""The document of a link: uploaded by a form, looked at, kept or refused, got by the buyer."""

from hashlib import sha256

import pytest

from shared.errors import Busy
from shared.links.documents.bucket import delete_documents
from shared.runtime import bucket
from shared.runtime.documents import S3DocumentBucket
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.uploads import accepted, checked, document, form_of, problem, promised, told, upload
from tests.support import pdfs
from tests.support.aws import BUCKET, client, objects

NOTHING = {"reason": None, "sha256": None, "size": None, "pages": None}


def test_a_link_without_a_promise_has_no_document(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    assert link["document"] is None
    assert document(shop, link) is None


def test_a_promised_document_comes_with_a_form_for_an_hour(shop: Shop) -> None:
    link = promised(shop)
    form = form_of(link)
    assert {name: value for name, value in link["document"].items() if name != "upload"} == NOTHING | {
        "status": "awaited"
    }
    assert document(shop, link) == NOTHING | {"status": "awaited"}
    assert form["fields"]["key"].startswith(f"uploads/{link['id']}/upl_")
    assert form["max_bytes"] == 10 * 1024 * 1024
    shop.world.pass_time(minutes=61)
    assert document(shop, link) == NOTHING | {"status": "missing"}


def test_a_repeat_of_the_creation_gives_the_same_form_while_it_is_good(shop: Shop) -> None:
    order = shop.order(collect="none")
    first, again = (shop.ask_link(order, key="once", pdf=True).json for _ in range(2))
    assert again["id"] == first["id"]
    forms = [form_of(first), form_of(again)]
    assert forms[0]["fields"]["key"] == forms[1]["fields"]["key"]
    assert forms[0]["expires_at"] == forms[1]["expires_at"]
    shop.world.pass_time(minutes=61)
    late = shop.ask_link(order, key="once", pdf=True).json["document"]
    assert (late["status"], late["upload"]) == ("missing", None)


def test_a_pdf_is_kept_by_its_digest_and_its_upload_is_gone(shop: Shop) -> None:
    content = pdfs.invoice(pages=2)
    link = promised(shop)
    checked(upload(form_of(link), content))
    digest = sha256(content).hexdigest()
    wanted = {"status": "accepted", "reason": None, "sha256": digest, "size": len(content), "pages": 2}
    assert document(shop, link) == wanted
    (key,) = objects()
    assert key.startswith(f"documents/{link['id']}/")
    assert key.endswith(f"-{digest}.pdf")
    assert objects()[key] == content
    shop.world.pass_time(days=80)
    assert document(shop, link) == wanted


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>invoice.pdf</html>", "not_a_pdf"),
        (pdfs.encrypted(), "encrypted"),
        (bytes(10 * 1024 * 1024 + 1), "too_large"),
    ],
    ids=["html", "encrypted", "too large"],
)
def test_what_is_no_pdf_is_refused_with_its_reason_and_deleted(shop: Shop, content: bytes, reason: str) -> None:
    link = promised(shop)
    checked(upload(form_of(link), content))
    assert document(shop, link) == NOTHING | {"status": "refused", "reason": reason}
    assert not objects()
    assert shop.download(link).status == 404


def test_after_a_refusal_another_form_brings_the_document(shop: Shop) -> None:
    link = promised(shop)
    checked(upload(form_of(link), b"no"))
    answer = shop.new_form(link["id"])
    assert (answer.status, answer.json["document"]["status"]) == (201, "awaited")
    assert document(shop, link) == NOTHING | {"status": "awaited"}
    checked(upload(form_of(answer.json), pdfs.invoice()))
    assert document(shop, link)["status"] == "accepted"
    assert problem(shop.new_form(link["id"])) == (409, "document_accepted")


def test_a_document_can_be_promised_later(shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    checked(upload(form_of(shop.new_form(link["id"]).json), pdfs.invoice()))
    assert document(shop, link)["status"] == "accepted"


def test_a_form_is_for_the_own_open_link_only(shop: Shop) -> None:
    other = Shop(shop.world, shop.world.merchant())
    link = promised(shop)
    assert problem(other.new_form(link["id"])) == (404, "not_found")
    shop.void(link["id"])
    assert problem(shop.new_form(link["id"])) == (409, "link_void")
    expired = shop.link(shop.order(collect="none"), expires_in_days=1, pdf=True)
    shop.world.pass_time(hours=25)
    assert problem(shop.new_form(expired["id"])) == (409, "link_expired")
    paid = promised(shop)
    shop.world.pay(shop.checkout(paid))
    shop.world.settle_down()
    assert problem(shop.new_form(paid["id"])) == (409, "link_paid")


def test_what_is_told_of_no_upload_of_ours_is_left_alone(shop: Shop) -> None:
    link = promised(shop)
    key = form_of(link)["fields"]["key"]
    for strange in (
        "rejected/uploads/x",
        f"uploads/{link['id']}",
        f"{key}/more",
        "uploads/../x",
        f"documents{key[7:]}",
    ):
        client("s3").put_object(Bucket=BUCKET, Key=strange, Body=b"x")
        checked(told(strange))
    assert len(objects()) == 5
    checked(told(key))
    assert document(shop, link)["status"] == "awaited"


def test_a_file_behind_a_form_of_a_link_that_is_no_more_is_deleted(shop: Shop) -> None:
    event = upload(form_of(promised(shop)), pdfs.invoice())
    shop.world.forget("link")
    checked(event)
    assert not objects()


def test_a_changed_order_owes_a_document_with_the_new_amount(shop: Shop) -> None:
    order = shop.order(4_000, collect="none")
    link = shop.link(order, pdf=True)
    checked(upload(form_of(link), pdfs.invoice()))
    assert shop.change(order, amount=5_000).status == 200
    (new,) = [item["pk"] for item in shop.world.items("link") if item["status"] == "open"]
    assert document(shop, {"id": new}) == NOTHING | {"status": "missing"}
    assert shop.download(link).status == 404
    checked(upload(form_of(shop.new_form(new).json), pdfs.invoice(pages=2)))
    assert document(shop, {"id": new})["pages"] == 2


def test_everything_of_a_link_and_nothing_else_can_be_deleted(shop: Shop) -> None:
    kept, link = accepted(shop, pdfs.invoice()), accepted(shop, pdfs.invoice(pages=2))
    for number in range(1_005):
        client("s3").put_object(Bucket=BUCKET, Key=f"uploads/{link['id']}/{number}", Body=b"x")
    documents = S3DocumentBucket(bucket.s3, BUCKET)
    assert delete_documents(documents, link["id"]) == 1_006
    assert delete_documents(documents, link["id"]) == 0
    assert [key.split("/")[1] for key in objects()] == [kept["id"]]


def test_a_bucket_that_keeps_what_should_go_is_asked_again(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> None:
    client_of_product = bucket.s3()
    errors = {"Errors": [{"Key": "a", "Code": "InternalError"}]}
    monkeypatch.setattr(client_of_product, "delete_objects", lambda **_: errors)
    with pytest.raises(Busy):
        S3DocumentBucket(lambda: client_of_product, BUCKET).delete(["a", "b"])


def test_what_came_under_a_form_counts_although_the_form_was_asked_for_again_under_its_key(shop: Shop) -> None:
    link = promised(shop)
    told_of = upload(form_of(shop.new_form(link["id"], key="form 1").json), pdfs.invoice())
    assert shop.new_form(link["id"], key="form 1").status == 201
    checked(told_of)
    assert document(shop, link)["status"] == "accepted"
    again = shop.new_form(link["id"], key="form 1")
    assert (again.status, again.json["document"]["status"]) == (201, "accepted")
    assert problem(shop.new_form(link["id"], key="form 2")) == (409, "document_accepted")
