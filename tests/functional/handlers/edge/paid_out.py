"""Payouts as the product's other parts write them, three of each account, with three lines."""

from datetime import timedelta

from shared.payments.payouts.model import Line, Payout
from shared.payments.payouts.store import known_update, line_put
from shared.stripe_gateway.payouts import Moved, Movement, Reconciliation
from tests.functional.handlers.shop import Shop

NUMBERS = (1, 2, 3)


def make_payouts(shop: Shop) -> None:
    """``po_own1`` and so on are the merchant's own account's, ``po_platform1`` and so on the platform's."""
    table, now = shop.world.table, shop.world.clock.now()
    for number in NUMBERS:
        for name, owner in (("own", shop.id), ("platform", None)):
            payout = Payout(
                id=f"po_{name}{number}",
                amount=9_500,
                currency="EUR",
                arrival_date="2026-11-24",
                status="paid",
                automatic=True,
                reconciliation=Reconciliation.COMPLETED,
                created_at=now + timedelta(seconds=number),
                account="acct_1" if owner else None,
                merchant_id=owner,
            )
            table.update(known_update(payout, None, now))


def make_lines(shop: Shop) -> None:
    """What two of them consist of."""
    make_payouts(shop)
    now = shop.world.clock.now()
    for payout in ("po_own1", "po_platform1"):
        for number in NUMBERS:
            moved = Moved(
                id=f"txn_{number}",
                movement=Movement.CHARGE,
                amount=1_000,
                fee=50,
                net=950,
                created_at=now,
                source_id=f"ch_{number}",
                intent_id=f"pi_{number}",
                metadata={},
            )
            shop.world.table.put(line_put(Line(payout_id=payout, moved=moved, payment_id="pay_" + "0" * 26)))
