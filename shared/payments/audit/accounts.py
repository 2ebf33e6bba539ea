"""Going through the books of the platform's account, then through those of each merchant's own."""

from collections.abc import Callable

from shared.errors import AccountUnreachable
from shared.merchants.stripe_account.model import OVER
from shared.merchants.stripe_account.store import owner_of, read_account
from shared.payments.audit.context import Position, Stage, Step, View
from shared.payments.audit.merchants import in_turn
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.money_checks import unreachable
from shared.table.account_keys import STRIPE_ACCOUNT_LIST, open_on_account
from shared.table.keys import LIST_INDEX
from shared.table.port import Query, Table

AccountStage = Callable[[View, str | None, Position | None], Step]


def for_each_account(stage: AccountStage) -> Stage:
    """A stage that has each account gone through by ``stage``, the platform's (``None``) first.

    Also those that are disconnected by now: what was paid there goes back there. One that the provider does not let us
    see any more stops nothing: the next has its turn.
    """

    def seen(view: View, account: str | None, inside: Position | None) -> Step:
        try:
            return stage(view, account, inside)
        except AccountUnreachable:
            if account is None:
                raise  # Without the platform's own there is no audit.
            return Step(found=_closed_to_us(view.context.table, account))

    return in_turn(STRIPE_ACCOUNT_LIST, "account", seen, {"above": None, "account": None, "inside": None})


def _closed_to_us(table: Table, account_id: str) -> list[Discrepancy]:
    """Told while somebody can do something about it: a payment waits there, or we still take it for connected.

    Merchants leave; their losses there are their own, and an alarm for each on every day would hide all others.
    """
    merchant_id = owner_of(table, account_id)
    account = read_account(table, merchant_id) if merchant_id else None
    over = account is None or account.id != account_id or account.state in OVER
    waits = table.query(Query(LIST_INDEX, open_on_account(account_id), limit=1)).items
    return [unreachable(account_id, merchant_id, account_id)] if waits or not over else []
