"""The provider's refunds and disputes, and what our payments say has gone back."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from shared.ids import derived_id
from shared.payments.audit.accounts import for_each_account
from shared.payments.audit.context import Position, Stage, Step, View
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.return_checks import ReturnFacts, check_return, check_returned
from shared.payments.returns.recording import REFUND
from shared.payments.settling.reconciliation import DEPLOYMENT, PAYMENT
from shared.stripe_gateway.books import BooksGateway, BooksPage, MoneyOut, Span
from shared.stripe_gateway.port import Withdrawal
from shared.table.keys import LIST_INDEX, Key, owned_list, payment_key, return_key, surplus_key
from shared.table.port import Item, Query
from shared.table.reading import read_entries, read_items

REFUNDS_BACK: Final = timedelta(days=30)
DISPUTES_BACK: Final = timedelta(days=120)
"""A refund may fail, and a dispute be decided, long after the day on which it began."""

_RETURNS: Final = 1_000
"""Of one payment: an order each, and a few more."""

Lister = Callable[[BooksGateway, Span, str | None, str | None], BooksPage[MoneyOut]]
"""A page of what went back in the span, behind the last one, on an account."""


def money_out(lister: Lister, back: timedelta, name: str) -> Stage:
    """Every refund or dispute of ours that began on the day or in this time before it."""

    def run(view: View, account: str | None, position: Position | None) -> Step:
        span = Span(view.audit.since - back, view.audit.until)
        page = lister(view.context.books, span, position["after"] if position else None, account)
        deployment = view.context.payments.deployment_id
        ours = [row for row in page.rows if row.intent_metadata.get(DEPLOYMENT) == deployment]
        facts = _facts(view, ours)
        found = [each for fact in facts for each in check_return(fact)]
        # What our records of a single return do not agree on makes their sum differ, too.
        wrong = {str(each.details["intent"]) for each in found}
        captured = {fact.captured["pk"]: fact.captured for fact in facts if fact.captured}
        sound = [item for item in captured.values() if item.get("intent_id", item["pk"]) not in wrong]
        found += returned_findings(view, sound)
        return Step({"after": page.last} if page.last else None, found, {name: len(ours)})

    return for_each_account(run)


def _facts(view: View, ours: Sequence[MoneyOut]) -> list[ReturnFacts]:
    keys: list[Key] = []
    for row in ours:
        keys += [payment_key(row.intent_metadata.get(PAYMENT, "none")), surplus_key(row.fact.intent_id), *_named(row)]
    items = read_items(view.context.table, keys)
    facts = []
    for row in ours:
        intent_id = row.fact.intent_id
        payment = items.get(payment_key(row.intent_metadata.get(PAYMENT, "none")))
        is_its = payment is not None and payment["state"] == "succeeded" and payment.get("intent_id") == intent_id
        captured = items.get(surplus_key(intent_id)) or (payment if is_its else None)
        stored = [items[key] for key in _named(row) if key in items]
        its_own = [item for item in stored if item.get("provider_id") == row.fact.provider_id]
        facts.append(ReturnFacts(row.fact, captured, its_own[0] if its_own else None))
    return facts


def _named(row: MoneyOut) -> list[Key]:
    """Where our record of it may be: named by our metadata, or by the provider's id."""
    fact = row.fact
    seen = derived_id("rfd", fact.provider_id) if fact.kind is Withdrawal.REFUND else fact.provider_id
    own = fact.metadata.get(REFUND)
    return [*([return_key(own)] if own else []), return_key(seen)]


def returned_findings(view: View, captured: Sequence[Item]) -> list[Discrepancy]:
    """Sums of what went back, for payments and surplus; one that looks wrong is read again."""
    suspected = [each for item in captured for each in check_returned(item, _returns_of(view, item))]
    if not suspected:
        return []
    keys = [Key(item["pk"], item["sk"]) for item in captured]
    again = read_items(view.context.table, keys).values()
    sure = [each for item in again for each in check_returned(item, _returns_of(view, item))]
    return [each for each in sure if each in suspected]


def _returns_of(view: View, captured: Item) -> list[Item]:
    is_surplus = captured["kind"] == "surplus"
    payment_id, intent_id = (
        (captured["payment_id"], captured["pk"]) if is_surplus else (captured["id"], captured.get("intent_id"))
    )
    listed = view.context.table.query(Query(LIST_INDEX, owned_list(payment_id, "return"), _RETURNS)).items
    items = read_entries(view.context.table, listed)
    return [item for item in items if item.get("intent_id") == intent_id]
