"""Payouts of the platform's account and of a merchant's own, by the product's own gateway."""

from datetime import UTC, datetime, timedelta

from shared.errors import ProviderRejected
from shared.stripe_gateway.payouts import Movement, Reconciliation
from shared.stripe_gateway.stripe_payouts import StripePayouts
from tests.contract.account_traffic import refused
from tests.functional.local.stripe_support import Shop

OWN = "acct_1PaidOut"


def payouts(shop: Shop) -> None:
    """Made, reconciled, at the bank, failed; and one by hand, of which nobody knows what it consists."""
    gateway, since = StripePayouts(shop.client.v1), datetime.now(UTC) - timedelta(days=1)
    shop.sim("advance", {"seconds": 5 * 86_400})
    made = shop.sim("payouts", {"currency": "eur"})
    fact = gateway.payout(made["id"], None)
    assert (fact.amount, fact.status, fact.reconciliation) == (made["amount"], "pending", Reconciliation.IN_PROGRESS)
    refused(lambda: gateway.moved(fact, None), ProviderRejected)
    for becomes in ("reconciled", "paid", "failed"):
        shop.sim("move_payout", {"payout": made["id"], "becomes": becomes})
    fact = gateway.payout(made["id"], None)
    assert (fact.status, fact.reconciliation) == ("failed", Reconciliation.COMPLETED)
    page = gateway.moved(fact, None)
    lines = list(page.rows)
    while page.last is not None:
        page = gateway.moved(fact, page.last)
        lines += page.rows
    assert sum(line.net for line in lines) == fact.amount
    assert all(line.amount - line.fee == line.net for line in lines)
    assert {Movement.CHARGE, Movement.REFUND, Movement.DISPUTE} <= {line.movement for line in lines}
    by_hand = shop.sim("payouts", {"currency": "eur", "amount": 700})
    assert gateway.payout(by_hand["id"], None).reconciliation is Reconciliation.NOT_APPLICABLE
    assert [each.id for each in gateway.payouts(since, None, None).rows] == [by_hand["id"], made["id"]]
    assert gateway.payouts(since, None, OWN).rows == ()
    refused(lambda: gateway.payout(made["id"], OWN), ProviderRejected)
