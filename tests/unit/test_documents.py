"""The document of a link: its states, and what is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from shared.links.documents.bucket import delete_documents
from shared.links.documents.model import (
    Document,
    DocumentStatus,
    awaited_document,
    document_from_map,
    document_problem,
    document_to_map,
    still_owed,
)
from shared.links.model import PaymentLink
from shared.table.marshal import from_wire, to_wire
from tests.unit.strategies import documents

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LINK = PaymentLink(
    id="lnk_1",
    token="token",
    merchant_id="mer_1",
    target_id="ord_1",
    amount=100,
    currency="EUR",
    amount_version=1,
    created_at=NOW,
    expires_at=NOW + timedelta(days=90),
)


@given(documents)
def test_a_document_survives_its_item(document: Document) -> None:
    assert document_from_map(from_wire(to_wire(document_to_map(document)))) == document


def test_what_was_not_uploaded_within_the_hour_is_missing_to_the_instant() -> None:
    document = awaited_document(NOW)
    assert document.status_at(NOW + timedelta(hours=1, milliseconds=-1)) is DocumentStatus.AWAITED
    assert document.status_at(NOW + timedelta(hours=1)) is DocumentStatus.MISSING
    for done in (DocumentStatus.ACCEPTED, DocumentStatus.REFUSED):
        assert replace(document, status=done).status_at(NOW + timedelta(days=80)) is done


@pytest.mark.parametrize(
    ("status", "later", "code"),
    [
        ("awaited", timedelta(0), "document_awaited"),
        ("awaited", timedelta(hours=1), "document_missing"),
        ("refused", timedelta(0), "document_refused"),
        ("accepted", timedelta(days=80), None),
    ],
)
def test_a_link_cannot_be_sent_with_a_promise_that_is_not_kept(status: str, later: timedelta, code: str | None) -> None:
    link = replace(LINK, document=replace(awaited_document(NOW), status=DocumentStatus(status)))
    problem = document_problem(link, NOW + later)
    assert (problem.code if problem else None) == code


def test_a_link_without_a_promise_can_be_sent() -> None:
    assert document_problem(LINK, NOW) is None


def test_each_upload_has_a_name_that_nobody_can_guess() -> None:
    names = {awaited_document(NOW).upload for _ in range(20)}
    assert len(names) == 20
    assert {len(name) for name in names} == {30}


def test_a_link_in_the_place_of_another_owes_a_document_and_is_told_as_missing_one() -> None:
    old = replace(awaited_document(NOW), status=DocumentStatus.ACCEPTED, sha256="ab", size=3, pages=1)
    owed = still_owed(old, NOW)
    assert owed is not None
    assert owed.upload != old.upload
    assert owed.public(NOW) == {"status": "missing", "reason": None, "sha256": None, "size": None, "pages": None}
    assert still_owed(None, NOW) is None


@dataclass
class Bucket:
    """Gives one key at a time, as if there were thousands."""

    objects: list[str]

    def get(self, key: str, most: int) -> bytes | None:
        raise AssertionError("nobody reads what goes")

    def put(self, key: str, content: bytes) -> None:
        raise AssertionError("nothing is written")

    def delete(self, keys: Sequence[str]) -> None:
        self.objects = [key for key in self.objects if key not in keys]

    def keys(self, prefix: str) -> list[str]:
        return [key for key in self.objects if key.startswith(prefix)][:1]


def test_everything_of_a_link_goes_and_nothing_of_any_other() -> None:
    others = ["uploads/lnk_12/a", "documents/lnk_12/a-b.pdf", "documents/lnk_2/lnk_1/a", "rejected/lnk_1/a", "lnk_1/a"]
    own = ["uploads/lnk_1/a", "uploads/lnk_1/b", "documents/lnk_1/a-b.pdf", "documents/lnk_1/c-d.pdf"]
    bucket = Bucket([*others, *own])
    assert delete_documents(bucket, "lnk_1") == len(own)
    assert bucket.objects == others
