"""Checking a wallet from outside: every way in which books can be wrong must show."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from local.demo.books import check_wallet, page_hash
from shared.wallets.model import JournalLine, LineKind, Wallet, turn_page

Json = dict[str, Any]


def _books() -> tuple[Json, list[Json]]:
    wallet = Wallet(merchant_id="mer_1", currency="KWD")
    pages = []
    for reference, amount in (("pay_1", 5_000), ("ord_1", -1_200), ("ord_é", -300)):
        kind = LineKind.TOP_UP if amount > 0 else LineKind.ORDER
        line = JournalLine(kind, reference, amount)
        wallet, page = turn_page(wallet, [line], payment_id="pay_1", at=datetime(2026, 1, 1, tzinfo=UTC))
        pages.append(page.public(page.hash))
    return wallet.public(), pages


def _change_amount(wallet: Json, pages: list[Json]) -> None:
    pages[1]["lines"][0]["amount"] = -1_100


def _change_amount_and_hash(wallet: Json, pages: list[Json]) -> None:
    _change_amount(wallet, pages)
    pages[1]["hash"] = page_hash(pages[1])


def _drop_page(wallet: Json, pages: list[Json]) -> None:
    del pages[1]


def _drop_last_page(wallet: Json, pages: list[Json]) -> None:
    del pages[2]


def _change_balance(wallet: Json, pages: list[Json]) -> None:
    wallet["balance"] += 1


def _swap_numbers(wallet: Json, pages: list[Json]) -> None:
    pages[0]["number"], pages[1]["number"] = 2, 1


def test_sound_books_have_no_faults() -> None:
    wallet, pages = _books()

    checked = check_wallet("Kiyo", wallet, pages)

    assert (checked.balance, checked.journal_sum, checked.pages, checked.faults) == (3_500, 3_500, 3, ())


@pytest.mark.parametrize(
    "spoil",
    [_change_amount, _change_amount_and_hash, _drop_page, _drop_last_page, _change_balance, _swap_numbers],
)
def test_spoiled_books_have_faults(spoil: Callable[[Json, list[Json]], None]) -> None:
    wallet, pages = _books()
    spoil(wallet, pages)

    assert check_wallet("Kiyo", wallet, pages).faults != ()
