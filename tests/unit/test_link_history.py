"""What a link's history tells, and what counts as opening its page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from shared.links.history import history_of
from shared.links.model import LinkStatus, PaymentLink
from shared.links.openings import count_opening, is_looked_at
from shared.links.store import find_link, link_collection, to_item
from shared.table.keys import Key, link_key
from shared.table.port import Item, Put, Update
from tests.support.simulation.table import MemoryTable

CREATED: Final = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)
LINK: Final = PaymentLink(
    id="lnk_0123456789abcdefghjkmnpqrs", token="t", merchant_id="mer_1", target_id="ord_1",
    amount=4590, currency="EUR", amount_version=1, created_at=CREATED, expires_at=CREATED + timedelta(days=3),
)  # fmt: skip


def at(minutes: float) -> datetime:
    return CREATED + timedelta(minutes=minutes)


def told(link: PaymentLink, kept: list[Item], now: datetime) -> list[tuple[str, str]]:
    return [(entry["type"], entry["at"]) for entry in history_of(link, kept, now)]


def test_it_is_told_in_order_of_time_whatever_was_kept_first() -> None:
    link = replace(LINK, opens=2, first_opened_at=at(5), last_opened_at=at(9), paid_at=at(7), status=LinkStatus.PAID)
    sent = [
        {"kind": "sending", "created_at": "2026-11-22T03:15:42.000Z", "channel": "sms", "to": "+4930123456"},
        {"kind": "sending", "created_at": "2026-11-22T03:13:42.000Z", "channel": "email", "to": "b@example.com"},
        {"kind": "attempt", "created_at": "2026-11-22T03:13:00.000Z"},
    ]
    assert told(link, sent, at(60)) == [
        ("created", "2026-11-22T03:12:42.000Z"),
        ("sent", "2026-11-22T03:13:42.000Z"),
        ("sent", "2026-11-22T03:15:42.000Z"),
        ("opened", "2026-11-22T03:17:42.000Z"),
        ("paid", "2026-11-22T03:19:42.000Z"),
    ]
    assert history_of(link, sent, at(60))[2] == {
        "type": "sent", "at": "2026-11-22T03:15:42.000Z", "channel": "sms", "to": "+4930123456",
    }  # fmt: skip
    assert history_of(link, [], at(60))[1] == {
        "type": "opened", "at": "2026-11-22T03:17:42.000Z",
        "count": 2, "first": "2026-11-22T03:17:42.000Z", "last": "2026-11-22T03:21:42.000Z",
    }  # fmt: skip


def test_the_last_attempt_that_failed_says_why() -> None:
    link = replace(LINK, failed_at=at(3), last_failure="declined", failed_attempt="ch_1")
    assert history_of(link, [], at(60))[1:] == [{
        "type": "failed", "at": "2026-11-22T03:15:42.000Z", "reason": "declined",
    }]  # fmt: skip


def test_a_void_link_says_by_whom_and_why() -> None:
    link = replace(LINK, status=LinkStatus.VOID, closed_at=at(1), closed_by="key_1", close_reason="changed my mind")
    assert history_of(link, [], at(60))[-1] == {
        "type": "voided", "at": "2026-11-22T03:13:42.000Z", "by": "key_1", "reason": "changed my mind",
    }  # fmt: skip


def test_a_link_has_expired_at_its_expiry_before_and_after_the_schedule_wrote_it() -> None:
    moment = ("expired", "2026-11-25T03:12:42.000Z")
    written = replace(LINK, status=LinkStatus.EXPIRED, closed_at=LINK.expires_at + timedelta(minutes=1))
    later = LINK.expires_at + timedelta(hours=1)
    assert told(LINK, [], later)[-1] == told(written, [], later)[-1] == moment


def test_nothing_is_told_of_what_has_not_ended() -> None:
    voiding = replace(LINK, status=LinkStatus.VOIDING, closing_to=LinkStatus.VOID, closed_by="key_1")
    assert [kind for kind, _ in told(voiding, [], at(60))] == ["created"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x-purpose": "preview"},
        {"x-moz": "prefetch"},
    ],
)
def test_what_is_fetched_ahead_is_not_looked_at(headers: dict[str, str]) -> None:
    assert not is_looked_at(headers)
    assert is_looked_at(dict.fromkeys(headers, "navigate"))


class Rivals(MemoryTable):
    """Somebody else opens the page just before each of so many updates."""

    others = 0

    def update(self, update: Update) -> Item:
        if self.others:
            self.others -= 1
            item = self.items[link_key(LINK.id)]
            super().update(Update(link_key(LINK.id), {"opens": item["opens"] + 1}))
        return super().update(update)


def rivals(others: int) -> Rivals:
    table = Rivals()
    table.put(Put(to_item(LINK, "digest")))
    table.others = others
    return table


def test_openings_at_the_same_time_are_all_counted() -> None:
    table = rivals(3)
    assert count_opening(table, LINK, at(1))
    link = find_link(table, LINK.id)
    assert (link.opens, link.first_opened_at, link.last_opened_at) == (4, at(1), at(1))


def test_the_first_stays_and_the_last_never_goes_back() -> None:
    table = rivals(0)
    for minutes in (5, 9, 7):
        assert count_opening(table, find_link(table, LINK.id), at(minutes))
    link = find_link(table, LINK.id)
    assert (link.opens, link.first_opened_at, link.last_opened_at) == (3, at(5), at(9))


def test_counting_gives_up_rather_than_keep_the_buyer_waiting() -> None:
    table = rivals(99)
    assert not count_opening(table, LINK, at(1))


@pytest.mark.parametrize("before", [0, 3])
def test_a_link_that_is_gone_is_not_brought_back(before: int) -> None:
    table = MemoryTable()
    assert not count_opening(table, replace(LINK, opens=before), at(1))
    assert table.items == {}


def test_a_collection_is_read_to_its_end() -> None:
    table = MemoryTable()
    table.put(Put(to_item(LINK, "digest")))
    rest: list[dict[str, Any]] = [{"pk": LINK.id, "sk": f"sending#{number:03d}"} for number in range(250)]
    for item in rest:
        table.put(Put(item))
    table.put(Put({"pk": "lnk_other", "sk": "link"}))
    found = [Key(item["pk"], item["sk"]) for item in link_collection(table, LINK.id)]
    assert found == [link_key(LINK.id), *(Key(item["pk"], item["sk"]) for item in rest)]
