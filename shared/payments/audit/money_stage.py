"""The day's money at the provider, and the surplus that we keep, each against the other side."""

from typing import Final

from shared.clock import rfc3339
from shared.payments.audit.accounts import for_each_account
from shared.payments.audit.backing import check_record_with_provider
from shared.payments.audit.context import Position, Stage, Step, View
from shared.payments.audit.line_checks import check_has_line
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.money_checks import (
    MoneyFacts,
    check_held,
    check_money,
    surplus_record,
)
from shared.payments.model import Means
from shared.payments.settling.reconciliation import DEPLOYMENT, PAYMENT
from shared.payments.store import from_item
from shared.stripe_gateway.books import MoneyIn, Span
from shared.table.keys import LIST_INDEX, SURPLUS_LIST, page_key, payment_key, surplus_key
from shared.table.port import Query
from shared.table.reading import read_entries, read_items
from shared.wallets.model import JournalLine, LineKind

_PAGE: Final = 100


def money_in(kind: str) -> Stage:
    """Every charge of the day that is ours, as the provider lists it under this type (rule M3)."""

    def run(view: View, account: str | None, position: Position | None) -> Step:
        span = Span(view.audit.since, view.audit.until)
        page = view.context.books.money_in(kind, span, position["after"] if position else None, account)
        deployment = view.context.payments.deployment_id
        ours = [money for money in page.rows if money.metadata.get(DEPLOYMENT) == deployment]
        facts = _facts(view, ours)
        found = [each for fact in facts for each in check_money(fact)]
        found += _top_ups(view, [fact for fact in facts if fact.settled])
        return Step({"after": page.last} if page.last else None, found, {"charges": len(ours)})

    return for_each_account(run)


def _facts(view: View, ours: list[MoneyIn]) -> list[MoneyFacts]:
    payments = {money.charge_id: payment_key(money.metadata.get(PAYMENT, "none")) for money in ours}
    surplus = {money.charge_id: surplus_key(money.intent_id or money.charge_id) for money in ours}
    items = read_items(view.context.table, [*payments.values(), *surplus.values()])
    facts = []
    for money in ours:
        fact = MoneyFacts(money, items.get(payments[money.charge_id]), items.get(surplus[money.charge_id]))
        if not fact.settled and fact.surplus is None and money.intent_id is not None:
            fact = MoneyFacts(money, fact.payment, None, collected=_collected(view, fact, money.intent_id))
        facts.append(fact)
    return facts


def _collected(view: View, fact: MoneyFacts, intent_id: str) -> bool:
    """A charge has no session: its payment tells."""
    charged = fact.money.account is None and (fact.payment or {}).get("means") == Means.SAVED_METHOD
    return charged or view.context.payments.gateway.session_of_intent(intent_id, fact.money.account) is not None


def _top_ups(view: View, settled: list[MoneyFacts]) -> list[Discrepancy]:
    payments = [from_item(fact.payment) for fact in settled if fact.payment]
    top_ups = [payment for payment in payments if payment.is_top_up]
    places = {each.id: page_key(each.merchant_id, each.currency, each.page) for each in top_ups if each.page}
    pages = read_items(view.context.table, list(places.values()))
    found = []
    for payment in top_ups:
        page = pages.get(places[payment.id]) if payment.id in places else None
        found += check_has_line(payment, page, JournalLine(LineKind.TOP_UP, payment.id, payment.amount))
    return found


def surplus(view: View, position: Position | None) -> Step:
    """All surplus: what came in on the day is at the provider, and nothing is held for longer than a day."""
    above = position["above"] if position else None
    page = view.context.table.query(Query(LIST_INDEX, SURPLUS_LIST, _PAGE, sort_above=above))
    items = read_entries(view.context.table, page.items)
    since, until = rfc3339(view.audit.since), rfc3339(view.audit.until)
    found: list[Discrepancy] = []
    for item in items:
        if since <= item["received_at"] < until:
            found += check_record_with_provider(view, surplus_record(item))
        found += check_held(item, view.audit.until)
    following = {"above": page.scanned_to} if page.scanned_to else None
    return Step(following, found, {"surplus": len(items)})
