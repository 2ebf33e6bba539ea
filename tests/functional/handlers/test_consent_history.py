"""Every change of consent is kept: what was agreed to, by whom, when, and when it ended."""

import pytest

from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import Json


def agree(shop: Shop, terms: str, by: str = "Mira Okafor", **further: object) -> Json:
    answer = shop.change_wallet(auto_debit={"enabled": True, "terms": terms, "accepted_by": by}, **further)
    assert answer.status == 200, answer.text
    return dict(answer.json)


def history(shop: Shop) -> list[tuple[str, str, str]]:
    return [(each["change"], each["terms"], each["accepted_by"]) for each in shop.consents().json["data"]]


def test_each_change_is_kept_newest_first_with_who_what_and_when(shop: Shop) -> None:
    given = agree(shop, "terms 1")["auto_debit"]["accepted_at"]
    replaced = agree(shop, "terms 2")["auto_debit"]["accepted_at"]
    shop.consent(given=False)
    entries = shop.consents().json["data"]
    assert [(entry["number"], entry["change"], entry["terms"]) for entry in entries] == [
        (3, "withdrawn", "terms 2"),
        (2, "replaced", "terms 2"),
        (1, "given", "terms 1"),
    ]
    assert [entry["accepted_at"] for entry in entries] == [replaced, replaced, given]
    assert [entry["changed_at"] for entry in entries[1:]] == [replaced, given]
    assert entries[0]["changed_at"] > replaced
    assert {entry["accepted_by"] for entry in entries} == {"Mira Okafor"}
    assert set(entries[0]) == {"number", "about", "change", "terms", "accepted_by", "accepted_at", "changed_at"}


def test_the_same_said_again_changes_nothing_and_is_no_news(shop: Shop) -> None:
    shop.consent(given=False)
    assert history(shop) == []
    first = agree(shop, "terms 1")
    assert agree(shop, "terms 1", paused=True) == first | {"paused": True}
    assert history(shop) == [("given", "terms 1", "Mira Okafor")]


def test_the_same_text_accepted_by_another_person_is_a_change(shop: Shop) -> None:
    agree(shop, "terms 1")
    agree(shop, "terms 1", by="Ravi Sand")
    assert [change for change, _, _ in history(shop)] == ["replaced", "given"]


def test_other_settings_of_the_same_call_are_kept_with_it(shop: Shop) -> None:
    wallet = agree(shop, "terms 1", drain_after_top_up=True, limits={"per_day": 900}, low_balance_alert=100)
    assert (wallet["drain_after_top_up"], wallet["limits"]["per_day"], wallet["low_balance_alert"]) == (True, 900, 100)


def test_it_is_listed_a_page_at_a_time_and_of_one_wallet(shop: Shop) -> None:
    for number in range(5):
        agree(shop, f"terms {number}")
    shop.consent("JPY")
    first = shop.consents(limit="3").json
    second = shop.consents(limit="3", cursor=first["next_cursor"]).json
    assert [entry["number"] for entry in [*first["data"], *second["data"]]] == [5, 4, 3, 2, 1]
    assert second["next_cursor"] is None
    assert len(shop.consents("JPY").json["data"]) == 1
    assert shop.consents("USD").json == {"data": [], "next_cursor": None}
    assert shop.consents("XXX").status == 404


@pytest.mark.parametrize("already", [0, 1])
def test_of_two_changes_at_once_both_are_kept_in_their_order(
    shop: Shop, interruptions: Interruptions, already: int
) -> None:
    for number in range(already):
        agree(shop, f"before {number}")
    interruptions.before("TransactWriteItems", lambda: agree(shop, "the faster"))
    assert agree(shop, "the slower")["auto_debit"]["terms"] == "the slower"
    assert [terms for _, terms, _ in history(shop)][:2] == ["the slower", "the faster"]
    assert [change for change, _, _ in history(shop)][-1] == "given"


def test_a_withdrawal_is_in_force_with_its_record(shop: Shop) -> None:
    shop.consent()
    shop.fund(5_000)
    shop.consent(given=False)
    order = shop.order()
    shop.world.settle_down()
    assert shop.read(order)["unpaid_reason"] == "auto_debit_off"
    assert [change for change, _, _ in history(shop)] == ["withdrawn", "given"]
