"""Credits put in and taken out at the operator's word: once, with who and why, never below zero."""

from collections.abc import Iterator

import pytest

from functions.adjust_wallets.handler import lambda_handler as adjust_wallets
from shared.money import MAX_AMOUNT
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_debt import claw_back


@pytest.fixture(autouse=True)
def audited(shop: Shop) -> Iterator[None]:
    """Each test leaves books that agree."""
    yield
    audit(shop.world)
    nothing_is_stuck(shop.world)


def test_an_adjustment_is_recorded_with_who_and_why_and_has_its_page(shop: Shop) -> None:
    answer = shop.adjust(1_500, reason="delay of 20 November", actor="Lena Fischer")
    assert answer.status == 201
    assert set(answer.json) == {"id", "amount", "currency", "reason", "actor", "balance_after", "created_at"}
    assert answer.json["id"].startswith("adj_")
    assert (answer.json["currency"], answer.json["reason"]) == ("EUR", "delay of 20 November")
    assert (answer.json["amount"], answer.json["actor"], answer.json["balance_after"]) == (1_500, "Lena Fischer", 1_500)
    (page,) = shop.journal().json["data"]
    assert page["lines"] == [{"kind": "adjustment", "reference": answer.json["id"], "amount": 1_500}]
    assert shop.wallet()["balance"] == 1_500


def test_they_are_listed_newest_first_a_page_at_a_time(shop: Shop) -> None:
    made = [shop.adjust(amount).json for amount in (500, -200, 300)]
    first = shop.adjustments(limit="2").json
    second = shop.adjustments(limit="2", cursor=first["next_cursor"]).json
    assert [*first["data"], *second["data"]] == made[::-1]
    assert second["next_cursor"] is None
    other = Shop(shop.world, shop.world.merchant())
    assert other.adjustments().json == {"data": [], "next_cursor": None}


def test_no_adjustment_takes_more_than_there_is(shop: Shop) -> None:
    shop.adjust(500)
    answer = shop.adjust(-501)
    assert (answer.status, answer.json["code"]) == (409, "insufficient_credits")
    assert shop.adjust(-500).json["balance_after"] == 0
    assert len(shop.adjustments().json["data"]) == 2


def test_a_repeat_gets_what_the_first_call_made_even_when_the_balance_is_used_up(shop: Shop) -> None:
    shop.adjust(500)
    first = shop.adjust(-500, key="once")
    again = shop.adjust(-500, key="once")
    assert (again.status, again.json) == (201, first.json)
    assert shop.wallet()["balance"] == 0
    other = shop.adjust(-400, key="once")
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_one_key_serves_every_wallet_and_merchant_of_its_own(shop: Shop) -> None:
    other = Shop(shop.world, shop.world.merchant())
    made = {each.adjust(500, key="once").json["id"] for each in (shop, other)}
    assert len(made) == 2
    assert (shop.wallet()["balance"], other.wallet()["balance"]) == (500, 500)


def test_two_that_come_at_once_under_one_key_are_one(shop: Shop, interruptions: Interruptions) -> None:
    interruptions.before("TransactWriteItems", lambda: shop.adjust(500, key="once"))
    assert shop.adjust(500, key="once").json["balance_after"] == 500
    assert shop.wallet()["balance"] == 500


def test_another_page_between_read_and_write_is_not_lost(shop: Shop, interruptions: Interruptions) -> None:
    interruptions.before("TransactWriteItems", lambda: shop.adjust(300))
    assert shop.adjust(500).json["balance_after"] == 800
    assert shop.wallet()["sequence"] == 2


def test_what_was_taken_meanwhile_counts(shop: Shop, interruptions: Interruptions) -> None:
    shop.adjust(500)
    interruptions.before("TransactWriteItems", lambda: shop.adjust(-300))
    assert shop.adjust(-300).status == 409
    assert shop.wallet()["balance"] == 200


@pytest.mark.parametrize("amount", [0, MAX_AMOUNT + 1, -MAX_AMOUNT - 1, 1.5, "5", None, True])
def test_an_amount_that_is_none_is_refused(shop: Shop, amount: object) -> None:
    answer = shop.adjust(amount)
    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == ["amount"]


@pytest.mark.parametrize("missing", ["reason", "actor"])
def test_nobody_moves_money_namelessly_or_for_no_reason(shop: Shop, missing: str) -> None:
    assert shop.adjust(500, **{missing: ""}).status == 422


@pytest.mark.parametrize("change", [{"merchant_id": "mer_" + "0" * 26}, {"merchant_id": "x"}, {"currency": "XXX"}])
def test_an_unknown_merchant_or_currency_is_404(shop: Shop, change: dict[str, str]) -> None:
    path = {"merchant_id": shop.id, "currency": "EUR"} | change
    for route in ("POST", "GET"):
        answer = shop.world.call(
            adjust_wallets,
            "adjust_wallets",
            f"{route} /v1/merchants/{{merchant_id}}/wallets/{{currency}}/adjustments",
            path=path,
            query={},
        )
        assert answer.status == 404
    assert shop.world.items("adjustment") == []


@pytest.mark.parametrize(("chosen", "status"), [(True, "paid"), (False, "unpaid")])
def test_credits_that_are_put_in_pay_what_waits_if_the_merchant_chose_that(
    shop: Shop, chosen: bool, status: str
) -> None:
    shop.consent()
    shop.change_wallet(drain_after_top_up=chosen)
    order = shop.order(500)
    shop.world.settle_down()
    shop.adjust(500)
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == status


def test_an_adjustment_can_pay_a_debt_in_part_but_make_none(shop: Shop) -> None:
    shop.consent()
    shop.fund(1_000)
    shop.order(1_000)
    shop.world.settle_down()
    claw_back(shop)
    assert shop.adjust(-1).json["code"] == "insufficient_credits"
    assert shop.adjust(400).json["balance_after"] == -600
    assert shop.wallet()["debt"] == 600
