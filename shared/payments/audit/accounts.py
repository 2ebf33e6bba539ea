"""Going through the books of the platform's account, then through those of each merchant's own."""

from collections.abc import Callable
from dataclasses import replace

from shared.errors import AccountUnreachable
from shared.merchants.stripe_account.store import owner_of
from shared.payments.audit.context import Position, Stage, Step, View
from shared.payments.audit.money_checks import unreachable
from shared.table.account_keys import STRIPE_ACCOUNT_LIST
from shared.table.keys import LIST_INDEX
from shared.table.port import Query

AccountStage = Callable[[View, str | None, Position | None], Step]


def for_each_account(stage: AccountStage) -> Stage:
    """A stage that has each account gone through by ``stage``, the platform's (``None``) first.

    Also those that are disconnected by now: what was paid there goes back there. One that the provider does not let us
    see any more is told of, and the next has its turn.
    """

    def run(view: View, position: Position | None) -> Step:
        here = position or {"above": None, "account": None, "inside": None}
        if "account" not in here:
            query = Query(LIST_INDEX, STRIPE_ACCOUNT_LIST, limit=1, sort_above=here["above"])
            items = view.context.table.query(query).items
            if not items:
                return Step()
            here = {"above": items[0]["list_sk"], "account": items[0]["pk"], "inside": None}
        following = {"above": here["above"]}
        try:
            step = stage(view, here["account"], here["inside"])
        except AccountUnreachable:
            merchant_id = owner_of(view.context.table, here["account"])
            return Step(following, [unreachable(here["account"], merchant_id, here["account"])])
        return replace(step, position=following if step.position is None else {**here, "inside": step.position})

    return run
