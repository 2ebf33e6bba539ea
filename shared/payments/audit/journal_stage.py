"""A merchant's journals, from where they were last audited down to where they end now."""

from dataclasses import asdict
from typing import Final

from shared.clock import rfc3339
from shared.payments.audit.backing import check_with_provider
from shared.payments.audit.chain_checks import Anchor, check_chain, check_wallet
from shared.payments.audit.context import Position, Step, View
from shared.payments.audit.line_checks import PageFacts, check_lines
from shared.payments.audit.model import Discrepancy, Kind
from shared.payments.audit.return_checks import BY_FEE, BY_ORDER, BY_RETURN, LineFacts, check_return_lines
from shared.payments.audit.return_stage import returned_findings
from shared.payments.audit.store import audited_put
from shared.payments.store import from_item
from shared.table.audit_keys import AUDITED_PREFIX, audited_key
from shared.table.keys import WALLET_PREFIX, Key, adjustment_key, fee_key, order_key, page_key, payment_key, return_key
from shared.table.port import Query
from shared.table.reading import read_items
from shared.wallets.model import JournalLine, JournalPage, LineKind, Wallet
from shared.wallets.store import read_wallet

_PAGES: Final = 10
"""To one step: each page has up to 97 orders to read."""

_WALLETS: Final = 500
"""There are fewer currencies."""


def journals(view: View, merchant_id: str, position: Position | None) -> Step:
    """One step of a merchant's wallets, one after the other, by currency."""
    after = position["currency"] if position else ""
    if position is None or "anchor" not in position:
        following = [currency for currency in _currencies(view, merchant_id) if currency > after]
        if not following:
            return Step()
        currency, anchor = following[0], _start(view, merchant_id, following[0])
    else:
        currency, anchor = position["currency"], Anchor(**position["anchor"])
    return _stretch(view, merchant_id, currency, anchor)


def _currencies(view: View, merchant_id: str) -> list[str]:
    """Also of a wallet whose item is gone but whose journal was audited before."""
    found = set()
    for prefix in (WALLET_PREFIX, AUDITED_PREFIX):
        items = view.context.table.query(Query(None, merchant_id, _WALLETS, sort_prefix=prefix)).items
        found |= {str(item["sk"]).removeprefix(prefix) for item in items}
    return sorted(found)


def _start(view: View, merchant_id: str, currency: str) -> Anchor:
    item = None if view.audit.whole else view.context.table.get(audited_key(merchant_id, currency))
    return Anchor(item["number"], item["hash"], item["balance"]) if item else Anchor()


def _stretch(view: View, merchant_id: str, currency: str, anchor: Anchor) -> Step:
    # The wallet first: every page up to its number was written with it or before.
    wallet = read_wallet(view.context.table, merchant_id, currency)
    last = min(wallet.sequence, anchor.number + _PAGES)
    numbers = range(anchor.number + 1, last + 1)
    keys = {page_key(merchant_id, currency, number): number for number in numbers}
    items = {keys[key]: item for key, item in read_items(view.context.table, list(keys)).items()}
    chain = check_chain(merchant_id, currency, anchor, items, last)
    found = [*chain.found, *_lines(view, chain.pages)]
    checked = {"pages": len(numbers), "lines": sum(len(page.lines) for page in chain.pages)}
    if last < wallet.sequence:
        return Step({"currency": currency, "anchor": asdict(chain.anchor)}, found, checked)
    found += check_wallet(wallet, chain.anchor) or _beyond(view, wallet)
    # Where the journal stands, not the wallet: one that parts from its journal is told of every day.
    end = chain.anchor
    mark = audited_put(merchant_id, currency, end.number, end.hash, end.balance)
    return Step({"currency": currency}, found, checked | {"wallets": 1}, [mark])


def _beyond(view: View, wallet: Wallet) -> list[Discrepancy]:
    """A page after the last one that the wallet knows of, unless it was written a moment ago."""
    table, after = view.context.table, page_key(wallet.merchant_id, wallet.currency, wallet.sequence + 1)
    if table.get(after) is None:
        return []
    again = read_wallet(table, wallet.merchant_id, wallet.currency)
    if again.sequence != wallet.sequence:
        return []
    said = {"balance": wallet.balance, "sequence": wallet.sequence, "page_beyond": wallet.sequence + 1}
    return [Discrepancy(Kind.BALANCE_DIFFERS, f"{wallet.merchant_id}#{wallet.currency}", wallet.merchant_id, said)]


def _about(line: JournalLine) -> Key | None:
    """Where the thing is that a line is about, the payment aside."""
    if line.kind is LineKind.ORDER or line.kind in BY_ORDER:
        return order_key(line.reference)
    if line.kind in BY_RETURN:
        return return_key(line.reference)
    if line.kind in BY_FEE:
        return fee_key(line.reference)
    return adjustment_key(line.reference) if line.kind is LineKind.ADJUSTMENT else None


def _lines(view: View, pages: tuple[JournalPage, ...]) -> list[Discrepancy]:
    keys = [payment_key(page.payment_id) for page in pages]
    keys += [key for page in pages for line in page.lines if (key := _about(line)) is not None]
    items = read_items(view.context.table, keys)
    orders, returns, adjustments, fees = (
        {key.pk: item for key, item in items.items() if key.sk == kind}
        for kind in ("order", "return", "adjustment", "fee")
    )
    found: list[Discrepancy] = []
    for page in pages:
        payment = items.get(payment_key(page.payment_id))
        wrong = check_lines(PageFacts(page, payment, orders))
        wrong += check_return_lines(LineFacts(page, orders, returns, adjustments, fees))
        returns_some = any(line.kind in BY_ORDER | BY_RETURN for line in page.lines)
        if payment is not None and payment["state"] == "succeeded" and returns_some and not wrong:
            wrong += returned_findings(view, [payment])
        found += wrong
        # What came in before the day was checked with the provider by an earlier audit.
        is_new = page.at >= rfc3339(view.audit.since) and any(line.kind is LineKind.TOP_UP for line in page.lines)
        if payment is not None and is_new and not wrong:
            found += check_with_provider(view, from_item(payment), payment)
    return found
