"""The last stage: count what was found, and make the fixes that cannot do harm."""

from collections.abc import Mapping
from typing import Any

from shared.clock import rfc3339
from shared.errors import NotFound, ProviderRejected
from shared.links.retention import purge_later_update
from shared.orders.store import left_update
from shared.payments.audit.context import Position, Step, View
from shared.payments.audit.model import Fix
from shared.payments.audit.store import acted_update, position_of
from shared.payments.returns.intents import look_at_money, look_at_returns
from shared.table.attempt import try_update
from shared.table.audit_keys import DISCREPANCY_PREFIX
from shared.table.port import Item, Query
from shared.wallets.service import ask_for_drain

_PAGE = 50


def act(view: View, position: Position | None) -> Step:
    """One page of findings. Each fix may be made again after a crash: it changes nothing twice."""
    after = DISCREPANCY_PREFIX + (position["after"] if position else "")
    page = view.context.table.query(Query(None, view.audit.id, _PAGE, sort_above=after))
    drained: set[tuple[str, str]] = set()
    for item in page.items:
        if "acted_at" not in item:
            _fix(view, item, drained)
    following = {"after": position_of(page.items[-1])} if page.scanned_to and page.items else None
    return Step(following, confirmed=len(page.items))


def _fix(view: View, item: Item, drained: set[tuple[str, str]]) -> None:
    match item["fix"]:
        case Fix.SETTLE:
            outcome = _settle(view, item["subject"], item["details"])
        case Fix.RECORD_RETURN:
            outcome = _record(view, item["details"]["intent"], item["details"].get("account"))
        case Fix.REDRIVE:
            # A drain sees what waits: an order on its way to its first debit does not yet.
            try_update(view.context.table, left_update(item["subject"], item["merchant_id"], view.now))
            outcome = _redrive(view, item["merchant_id"], item["details"]["currency"], drained)
        case Fix.PURGE:
            outcome = _purge(view, item["subject"])
        case _:
            return
    # Refused when another run has made and kept it.
    try_update(view.context.table, acted_update(item, outcome, view.now))


def _settle(view: View, intent_id: str, said: Mapping[str, Any]) -> str:
    """Ask the provider, as any webhook does; what is then recorded is the truth."""
    try:
        return look_at_money(view.context.payments, said.get("payment") or "", intent_id, said.get("account"))
    except ProviderRejected as error:
        return error.provider_code or error.code


def _record(view: View, intent_id: str, account: str | None) -> str:
    """Ask the provider what went back, as any webhook does."""
    try:
        return "recorded" if look_at_returns(view.context.payments, intent_id, account) else "not_ours"
    except ProviderRejected as error:
        return error.provider_code or error.code


def _purge(view: View, link_id: str) -> str:
    """The job looks at it anew; it forgets nothing before its time."""
    due = try_update(view.context.table, purge_later_update(link_id, view.now))
    return f"purge_asked_{rfc3339(view.now)}" if due else "gone"


def _redrive(view: View, merchant_id: str, currency: str, drained: set[tuple[str, str]]) -> str:
    """Once for each wallet."""
    if (merchant_id, currency) not in drained:
        try:
            ask_for_drain(view.context.table, view.context.payments.clock, merchant_id, currency)
        except NotFound as error:
            return error.code
        drained.add((merchant_id, currency))
    return f"drain_asked_{rfc3339(view.now)}"
