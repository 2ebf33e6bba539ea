"""One journal: numbers without gaps, hashes in a chain, balances that add up (rule M1). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.payments.audit.model import Detail, Discrepancy, Kind
from shared.table.keys import page_key
from shared.table.port import Item
from shared.wallets.model import GENESIS, JournalPage, Wallet
from shared.wallets.store import page_from_item


@dataclass(frozen=True, slots=True)
class Anchor:
    """The page down to which a journal is checked; hash and balance are ``None`` where it cannot be trusted."""

    number: int = 0
    hash: str | None = GENESIS
    balance: int | None = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """What is wrong with a stretch of pages, the readable pages of it, and where it ends."""

    found: tuple[Discrepancy, ...]
    pages: tuple[JournalPage, ...]
    anchor: Anchor


def check_chain(merchant_id: str, currency: str, anchor: Anchor, items: Mapping[int, Item], last: int) -> Chain:
    """The pages after ``anchor`` up to number ``last``. What follows a bad page is checked against itself only."""
    found: list[Discrepancy] = []
    pages: list[JournalPage] = []
    for number in range(anchor.number + 1, last + 1):
        subject = page_key(merchant_id, currency, number).pk
        item = items.get(number)
        page = trusted(item, subject) if item else None
        if page is None:
            kind = Kind.PAGE_ALTERED if item else Kind.PAGE_MISSING
            found.append(Discrepancy(kind, subject, merchant_id, {"number": number}))
            anchor = Anchor(number, None, None)
            continue
        found += _joins(page, anchor, subject)
        pages.append(page)
        anchor = Anchor(number, page.hash, page.balance_after)
    return Chain(tuple(found), tuple(pages), anchor)


def trusted(item: Item, subject: str) -> JournalPage | None:
    """The page in an item if it is what was written there: it can be read, its hash and its place are right."""
    try:
        page = page_from_item(item)
    except (KeyError, TypeError, ValueError):
        return None
    in_place = page_key(page.merchant_id, page.currency, page.number).pk == subject
    return page if in_place and page.hash == item.get("hash") else None


def _joins(page: JournalPage, before: Anchor, subject: str) -> list[Discrepancy]:
    if before.hash is not None and page.previous_hash != before.hash:
        said: dict[str, Detail] = {"number": page.number, "names": page.previous_hash, "page_before": before.hash}
        return [Discrepancy(Kind.CHAIN_BROKEN, subject, page.merchant_id, said)]
    if before.balance is None:
        return []
    due = before.balance + sum(line.amount for line in page.lines)
    if page.balance_after == due:
        return []
    said = {"number": page.number, "balance_after": page.balance_after, "sum": due}
    return [Discrepancy(Kind.BALANCE_DIFFERS, subject, page.merchant_id, said)]


def check_wallet(wallet: Wallet, anchor: Anchor) -> list[Discrepancy]:
    """The wallet stands where its journal ends; ``anchor`` is the last page there is."""
    subject = f"{wallet.merchant_id}#{wallet.currency}"
    said: dict[str, Detail] = {"balance": wallet.balance, "journal": anchor.balance}
    if wallet.sequence != anchor.number:
        said |= {"sequence": wallet.sequence, "pages": anchor.number}
        return [Discrepancy(Kind.BALANCE_DIFFERS, subject, wallet.merchant_id, said)]
    if anchor.balance is not None and wallet.balance != anchor.balance:
        return [Discrepancy(Kind.BALANCE_DIFFERS, subject, wallet.merchant_id, said)]
    if anchor.hash is not None and wallet.last_hash != anchor.hash:
        said = {"number": anchor.number, "names": wallet.last_hash, "page_before": anchor.hash}
        return [Discrepancy(Kind.CHAIN_BROKEN, subject, wallet.merchant_id, said)]
    return []
