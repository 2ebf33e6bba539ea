"""Check the books from outside: every wallet's balance against its journal, every page against the one before."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from local.demo.shops import Shop

_BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True)
class WalletBooks:
    """One wallet and whatever is wrong with it."""

    merchant: str
    currency: str
    balance: int
    pages: int
    journal_sum: int
    faults: tuple[str, ...]


def check_books(shops: Iterable[Shop]) -> list[WalletBooks]:
    """Read every wallet and its whole journal through the API and add it up anew."""
    books = []
    for shop in shops:
        for wallet in shop.api.listed("/v1/wallets"):
            pages = list(shop.api.listed(f"/v1/wallets/{wallet['currency']}/journal"))
            pages.sort(key=lambda page: int(page["number"]))
            books.append(check_wallet(shop.entry.name, wallet, pages))
    return books


def check_wallet(merchant: str, wallet: dict[str, Any], pages: Sequence[dict[str, Any]]) -> WalletBooks:
    """Recompute a wallet from its journal."""
    faults: list[str] = []
    total, previous = 0, _BEFORE_THE_FIRST
    for expected, page in enumerate(pages, start=1):
        if page["number"] != expected:
            faults.append(f"page {page['number']} where {expected} belongs")
        if page["previous_hash"] != previous:
            faults.append(f"page {page['number']} does not follow the one before")
        if page["hash"] != page_hash(page):
            faults.append(f"page {page['number']} was changed after it was written")
        total += sum(line["amount"] for line in page["lines"])
        if page["balance_after"] != total:
            faults.append(f"page {page['number']} says {page['balance_after']}, its lines make {total}")
        previous = page["hash"]
    if wallet["balance"] != total:
        faults.append(f"the balance is {wallet['balance']}, the journal makes {total}")
    return WalletBooks(merchant, wallet["currency"], wallet["balance"], len(pages), total, tuple(faults))


def page_hash(page: dict[str, Any]) -> str:
    """Return what a page's hash must be: SHA-256 of the rest of it as JSON with sorted keys and no spaces."""
    rest = {name: value for name, value in page.items() if name != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
