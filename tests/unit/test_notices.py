"""What a notice is made of: one for each occasion, known values alone."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

import pytest

from shared.notifications.model import KEPT, KINDS, NoticeKind, NoticeMail, NoticeValues
from shared.notifications.store import LONGEST_VALUE, from_item, notice_put
from shared.table.port import ABSENT

NOW = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)
MERCHANT = "mer_0123456789abcdefghjkmnpqrs"
PAYMENT = "pay_0123456789abcdefghjkmnpqrs"


def example(kind: NoticeKind) -> NoticeValues:
    """The least that a notice of this kind says."""
    numbers = {"amount": 1250, "balance": 90, "threshold": 500}
    needed: Any = {name: numbers.get(name, "EUR") for name in KINDS[kind].needs}
    values: NoticeValues = needed
    return values


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_has_its_row_and_reads_back_as_it_was_written(kind: NoticeKind) -> None:
    put = notice_put(MERCHANT, kind, PAYMENT, "1", example(kind), NOW)
    notice = from_item(put.item)
    assert put.condition == ABSENT
    assert (notice.kind, notice.merchant_id, notice.subject) == (kind, MERCHANT, PAYMENT)
    assert (notice.values, notice.mail, notice.read_at) == (example(kind), NoticeMail.QUEUED, None)
    assert put.item["ttl"] == int((NOW + timedelta(days=180)).timestamp())
    assert notice.forgotten_at == NOW + KEPT
    assert put.item["notice_kind"] == str(kind)


def test_an_occasion_has_one_id_whenever_and_whatever_is_told() -> None:
    first = notice_put(MERCHANT, NoticeKind.METHOD_DEAD, "pm_1", "detached", {}, NOW)
    again = notice_put(MERCHANT, NoticeKind.METHOD_DEAD, "pm_1", "detached", {"last4": "4242"}, NOW + KEPT)
    assert (first.item["pk"], first.item["sk"]) == (again.item["pk"], again.item["sk"])
    others = [
        notice_put("mer_2", NoticeKind.METHOD_DEAD, "pm_1", "detached", {}, NOW),
        notice_put(MERCHANT, NoticeKind.METHOD_EXPIRED, "pm_1", "detached", {}, NOW),
        notice_put(MERCHANT, NoticeKind.METHOD_DEAD, "pm_2", "detached", {}, NOW),
        notice_put(MERCHANT, NoticeKind.METHOD_DEAD, "pm_1", "again", {}, NOW),
    ]
    assert len({put.item["pk"] for put in (first, *others)}) == 5


def test_what_a_kind_cannot_do_without_is_asked_for_and_nothing_unknown_is_taken() -> None:
    with pytest.raises(ValueError, match="cannot do without"):
        notice_put(MERCHANT, NoticeKind.CHARGE_FAILED, PAYMENT, "1", {"amount": 5, "currency": "EUR"}, NOW)
    missing: Any = {"amount": 5, "currency": "EUR", "reason": None}
    with pytest.raises(ValueError, match="reason"):
        notice_put(MERCHANT, NoticeKind.CHARGE_FAILED, PAYMENT, "1", missing, NOW)
    secret: Any = {"number_of_the_card": "4242424242424242"}
    with pytest.raises(ValueError, match="tells of"):
        notice_put(MERCHANT, NoticeKind.METHOD_DEAD, "pm_1", "1", secret, NOW)


def test_none_is_left_out_and_long_text_is_cut() -> None:
    values: Any = {"last4": None, "number": "n" * 1000}
    item = notice_put(MERCHANT, NoticeKind.METHOD_DEAD, "pm_1", "1", values, NOW).item
    assert item["values"] == {"number": "n" * LONGEST_VALUE}


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        (PAYMENT, "payment"), ("inv_1", "invoice"), ("ord_1", "order"), ("pm_1", "payment_method"),
        (MERCHANT, "account"), (f"{MERCHANT}.EUR", "wallet"), ("xyz_1", "other"),
    ],
)  # fmt: skip
def test_the_subject_is_named_by_its_id(subject: str, named: str) -> None:
    notice = from_item(notice_put(MERCHANT, NoticeKind.METHOD_DEAD, subject, "1", {}, NOW).item)
    assert notice.public()["subject"] == {"type": named, "id": subject}


def test_values_are_texts_and_numbers() -> None:
    assert set(get_type_hints(NoticeValues).values()) == {str, int}
