"""Checks of the audit on journals and their lines, with one fault at a time."""

from dataclasses import replace
from typing import Any

import pytest

from shared.payments.audit.chain_checks import Anchor, check_chain, check_wallet
from shared.payments.audit.line_checks import PageFacts, check_has_line, check_lines
from shared.payments.model import Means, Payment, PaymentState, Target
from shared.payments.store import to_item
from shared.table.port import Item
from shared.wallets.model import JournalLine, JournalPage, LineKind, Wallet, turn_page
from shared.wallets.store import page_to_item
from tests.unit.audit_facts import MERCHANT, NOW, ORDER, PAID, kinds

EMPTY = Wallet(merchant_id=MERCHANT, currency="EUR")


def journal(*amounts: int) -> tuple[Wallet, list[JournalPage]]:
    """A wallet after pages of one line each."""
    wallet, pages = EMPTY, []
    for number, amount in enumerate(amounts, start=1):
        line = JournalLine(LineKind.TOP_UP if amount > 0 else LineKind.ORDER, f"ref_{number}", amount)
        wallet, page = turn_page(wallet, [line], payment_id=f"pay_{number}", at=NOW)
        pages.append(page)
    return wallet, pages


def stored(pages: list[JournalPage]) -> dict[int, Item]:
    return {page.number: page_to_item(page) for page in pages}


def test_a_good_journal_is_good() -> None:
    wallet, pages = journal(500, -200, -100)
    chain = check_chain(MERCHANT, "EUR", Anchor(), stored(pages), 3)
    assert (chain.found, chain.pages) == ((), tuple(pages))
    assert check_wallet(wallet, chain.anchor) == []
    later = check_chain(MERCHANT, "EUR", Anchor(1, pages[0].hash, 500), stored(pages[1:]), 3)
    assert (later.found, later.anchor) == ((), chain.anchor)


@pytest.mark.parametrize(
    "spoiled",
    [{"lines": "[]"}, {"lines": "?"}, {"balance_after": 1}, {"payment_id": "pay_9"}, {"hash": "0"}, {"number": 3},
     {"currency": "USD"}, {"at": "2026-11-22T12:00:00.001Z"}, {"previous_hash": "1"}],
)  # fmt: skip
def test_a_page_that_was_altered(spoiled: dict[str, Any]) -> None:
    _, pages = journal(500, -200, -100)
    items = stored(pages)
    items[2] |= spoiled
    chain = check_chain(MERCHANT, "EUR", Anchor(), items, 3)
    assert kinds(chain.found) == ["page_altered"]
    assert [page.number for page in chain.pages] == [1, 3]


def test_a_page_that_is_missing() -> None:
    _, pages = journal(500, -200, -100)
    chain = check_chain(MERCHANT, "EUR", Anchor(), stored([pages[0], pages[2]]), 3)
    assert kinds(chain.found) == ["page_missing"]
    assert chain.found[0].subject == f"{MERCHANT}#EUR#000000000002"


def test_a_page_in_anothers_place() -> None:
    _, pages = journal(500, -200)
    items = stored(pages) | {2: page_to_item(pages[0])}
    assert kinds(check_chain(MERCHANT, "EUR", Anchor(), items, 2).found) == ["page_altered"]


def test_a_page_that_was_written_anew_with_a_hash_of_its_own() -> None:
    _, pages = journal(500, -200, -100)
    forged = replace(pages[1], payment_id="pay_9")
    assert kinds(check_chain(MERCHANT, "EUR", Anchor(), stored([pages[0], forged, pages[2]]), 3).found) == [
        "chain_broken"
    ]


def test_a_page_whose_balance_does_not_add_up() -> None:
    _, pages = journal(500, -200)
    forged = replace(pages[1], balance_after=301)
    assert kinds(check_chain(MERCHANT, "EUR", Anchor(), stored([pages[0], forged]), 2).found) == ["balance_differs"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"balance": 299}, ["balance_differs"]),
        ({"sequence": 1}, ["balance_differs"]),
        ({"last_hash": "f" * 64}, ["chain_broken"]),
        ({}, []),
    ],
)
def test_a_wallet_against_the_end_of_its_journal(changes: dict[str, Any], expected: list[str]) -> None:
    wallet, pages = journal(500, -200)
    assert kinds(check_wallet(replace(wallet, **changes), Anchor(2, pages[1].hash, 300))) == expected


@pytest.mark.parametrize(
    ("payment", "order", "expected"),
    [
        (PAID, ORDER, []),
        (None, ORDER, ["line_without_payment"]),
        (replace(PAID, state=PaymentState.FAILED), ORDER, ["line_without_payment"]),
        (replace(PAID, page=7), ORDER, ["line_without_payment"]),
        (replace(PAID, merchant_id="mer_other"), ORDER, ["line_without_payment"]),
        (replace(PAID, currency="USD"), ORDER, ["line_without_payment"]),
        (replace(PAID, targets=(Target("ref_9", 200, 1),)), ORDER, ["line_without_payment"]),
        (replace(PAID, targets=(Target("ref_2", 201, 1),)), ORDER, ["line_amount_differs"]),
        (replace(PAID, amount=300), ORDER, ["line_amount_differs"]),
        (PAID, ORDER | {"paid_by": "pay_9"}, ["order_not_paid_by_line"]),
        (PAID, ORDER | {"paid_amount": 199}, ["order_not_paid_by_line"]),
        (PAID, {}, ["order_not_paid_by_line"]),
    ],
)
def test_a_line_that_paid_an_order(payment: Payment | None, order: Item, expected: list[str]) -> None:
    page = journal(500, -200)[1][1]
    facts = PageFacts(page, to_item(payment) if payment else None, {"ref_2": order} if order else {})
    assert kinds(check_lines(facts)) == expected


TOP_UP = replace(PAID, id="ref_1", means=Means.CHECKOUT, targets=(), amount=500, page=1)


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        (TOP_UP, []),
        (replace(TOP_UP, amount=501), ["line_amount_differs"]),
        (replace(TOP_UP, page=2), ["line_without_payment"]),
        (replace(TOP_UP, targets=(Target("ref_1", 500, 1),)), ["line_without_payment"]),
        (replace(TOP_UP, id="pay_1"), ["line_without_payment"]),
    ],
)
def test_a_line_that_topped_up(payment: Payment, expected: list[str]) -> None:
    assert kinds(check_lines(PageFacts(journal(500)[1][0], to_item(payment)))) == expected


def test_a_payment_finds_its_line() -> None:
    pages = stored(journal(500, -200)[1])
    wanted = JournalLine(LineKind.ORDER, "ref_2", -200)
    assert check_has_line(PAID, pages[2], wanted) == []
    assert kinds(check_has_line(PAID, pages[2], replace(wanted, amount=-201))) == ["order_without_line"]
    assert kinds(check_has_line(replace(PAID, id="pay_9"), pages[2], wanted)) == ["order_without_line"]
    assert kinds(check_has_line(replace(PAID, page=None), None, wanted)) == ["order_without_line"]
    assert kinds(check_has_line(PAID, None, wanted)) == ["page_missing"]
    assert kinds(check_has_line(PAID, pages[2] | {"lines": "[]"}, wanted)) == ["page_altered"]
    top_up = JournalLine(LineKind.TOP_UP, "ref_1", 499)
    assert kinds(check_has_line(replace(TOP_UP, id="pay_1"), pages[1], top_up)) == ["top_up_without_line"]
