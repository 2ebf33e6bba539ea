"""What a merchant sees of what it was told, what it has read, and what it wants to be told."""

from typing import Any

import pytest

from shared.notifications.model import NoticeKind
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.shop import Shop
from tests.support.world import World


@pytest.fixture
def told(shop: Shop) -> Notified:
    """A merchant that hears."""
    return Notified(shop)


def test_a_notice_says_what_happened_in_words_and_in_facts(told: Notified) -> None:
    made = told.tell()
    (notice,) = told.listed()
    assert notice.pop("created_at") == told.world.items("notice")[0]["created_at"]
    assert notice == {
        "id": made,
        "kind": "charge_failed",
        "subject": {"type": "payment", "id": "pay_" + "0" * 26},
        "values": {"amount": 1_250, "currency": "EUR", "reason": "insufficient_funds"},
        "title": "A charge of 12.50 EUR failed",
        "text": "We could not charge 12.50 EUR. Please check your payment methods, or pay in another way.",
        "read_at": None,
        "url": None,
        "mail": {"status": "queued", "reason": None},
    }


def test_words_are_the_merchants(world: World) -> None:
    told = Notified(Shop(world, world.merchant(locale="de-AT")))
    told.tell()
    assert told.listed()[0]["title"] == "Eine Abbuchung von 12,50 EUR ist fehlgeschlagen"


def test_the_list_is_newest_first_page_by_page(told: Notified) -> None:
    made = [told.tell(occasion=str(number)) for number in range(5)]
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = told.call("GET /v1/notifications", query=query).json
        seen += [notice["id"] for notice in page["data"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == made[::-1]


def test_what_was_read_is_read_since_the_first_time(told: Notified) -> None:
    one, other = told.tell(occasion="1"), told.tell(occasion="2")
    first = told.read(one)
    assert (first.status, first.json["id"]) == (200, one)
    assert first.json["read_at"] is not None
    told.world.pass_time(hours=1)
    assert told.read(one).json == first.json
    assert [notice["id"] for notice in told.listed(unread="true")] == [other]
    assert {notice["id"]: notice["read_at"] for notice in told.listed(unread="false")} == {
        one: first.json["read_at"],
        other: None,
    }


def test_what_came_after_the_newest_that_was_seen_stays_unread(told: Notified) -> None:
    for number in range(3):
        told.tell(occasion=str(number))
    seen = told.listed()[0]["created_at"]
    late = told.tell(occasion="late")
    assert told.read_until(seen).json == {"read": 3, "more": False}
    assert [notice["id"] for notice in told.listed(unread="true")] == [late]
    assert told.read_until(seen).json == {"read": 0, "more": False}


def test_many_are_read_part_by_part(told: Notified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.payments.notifying.reading.MOST_READ", 4)
    monkeypatch.setattr("shared.payments.notifying.reading._BATCH", 2)
    for number in range(5):
        told.tell(occasion=str(number))
    now = "2027-01-01T00:00:00Z"
    first = told.read_until(now).json
    assert first["more"] is True
    rest = told.read_until(now).json
    assert (first["read"] + rest["read"], rest["more"]) == (5, False)
    assert told.listed(unread="true") == []


@pytest.mark.parametrize("notice_id", ["ntf_" + "0" * 26, "nonsense", "THEIRS"])
def test_anothers_notice_is_404_as_if_there_were_none(world: World, told: Notified, notice_id: str) -> None:
    other = Notified(Shop(world, world.merchant()))
    theirs = other.tell()
    answer = told.read(theirs if notice_id == "THEIRS" else notice_id)
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert (other.listed()[0]["read_at"], told.listed(), told.listed(unread="true")) == (None, [], [])
    assert told.read_until("2027-01-01T00:00:00Z").json["read"] == 0
    assert len(other.listed(unread="true")) == 1


def test_a_notice_is_shown_for_180_days_whenever_the_table_takes_it(told: Notified) -> None:
    made = told.tell()
    told.world.pass_time(days=179, hours=23)
    assert len(told.listed()) == len(told.listed(unread="true")) == 1
    told.world.pass_time(hours=2)
    assert told.listed() == told.listed(unread="true") == []
    assert told.read(made).status == 404


def test_a_kind_that_is_switched_off_in_the_app_is_not_shown_and_comes_back(told: Notified) -> None:
    told.tell()
    dead = told.tell(NoticeKind.METHOD_DEAD, values={})
    told.switch("in_app", on=False)
    assert [notice["id"] for notice in told.listed()] == [dead]
    assert [notice["id"] for notice in told.listed(unread="true")] == [dead]
    told.switch("in_app", on=True)
    assert len(told.listed()) == 2


def test_everything_is_wanted_but_mail_of_what_is_many_until_the_merchant_says_otherwise(told: Notified) -> None:
    settings = told.settings()
    assert (settings["mail_to"], settings["address"]) == (None, "help@shop.example")
    many = (NoticeKind.MESSAGE_FAILED, NoticeKind.DOCUMENT_REFUSED)
    assert settings["kinds"] == {kind: {"in_app": True, "mail": kind not in many} for kind in NoticeKind}


def test_each_switch_stands_for_itself(told: Notified) -> None:
    assert told.change(mail_to="books@shop.example").json["address"] == "books@shop.example"
    usual = told.settings()["kinds"]
    told.switch("mail", on=False, kind=NoticeKind.LOW_BALANCE)
    told.switch("in_app", on=False, kind=NoticeKind.METHOD_DEAD)
    settings = told.settings()
    assert (settings["mail_to"], settings["address"]) == ("books@shop.example", "books@shop.example")
    changed = {kind: ways for kind, ways in settings["kinds"].items() if ways != usual[kind]}
    assert changed == {
        "low_balance": {"in_app": True, "mail": False},
        "method_dead": {"in_app": False, "mail": True},
    }
    assert told.change(mail_to=None).json["address"] == "help@shop.example"
    assert told.settings()["kinds"] == settings["kinds"]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "empty_change", None),
        ({"kinds": {}}, "empty_change", None),
        ({"kinds": {"low_balance": {}}}, "empty_change", None),
        ({"mail_to": "nobody"}, "invalid_request", "mail_to"),
        ({"mail_to": "mär@example.com"}, "invalid_request", "mail_to"),
        ({"mail_to": "a@example.com\nBcc: b@example.com"}, "invalid_request", "mail_to"),
        ({"kinds": {"nonsense": {"mail": False}}}, "invalid_request", "kinds.nonsense.[key]"),
        ({"kinds": {"low_balance": {"sms": True}}}, "invalid_request", "kinds.low_balance.sms"),
        ({"kinds": {"low_balance": {"mail": 0}}}, "invalid_request", "kinds.low_balance.mail"),
    ],
)
def test_a_change_that_says_nothing_or_nonsense_is_422(told: Notified, body: Any, code: str, field: str | None) -> None:
    answer = told.change(**body)
    assert (answer.status, answer.json["code"]) == (422, code)
    assert [error["field"] for error in answer.json.get("errors", [])] == ([field] if field else [])
    assert told.settings()["mail_to"] is None


@pytest.mark.parametrize("until", ["yesterday", "2026-11-22", "0001-01-01T00:00:00+23:00", 5, None])
def test_a_moment_that_is_none_is_422(told: Notified, until: Any) -> None:
    answer = told.read_until(until)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "until")


def test_unread_is_true_or_false_and_a_cursor_is_ours(told: Notified) -> None:
    answer = told.call("GET /v1/notifications", query={"unread": "yes"})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "unread")
    answer = told.call("GET /v1/notifications", query={"cursor": "nonsense"})
    assert (answer.status, answer.json["code"]) == (400, "invalid_cursor")
