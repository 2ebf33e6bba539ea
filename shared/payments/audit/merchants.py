"""Going through all merchants, one after the other, with a cursor that says whose turn it is."""

from collections.abc import Callable
from dataclasses import replace

from shared.payments.audit.context import Position, Stage, Step, View
from shared.table.keys import LIST_INDEX, MERCHANT_LIST
from shared.table.port import Query

MerchantStage = Callable[[View, str, Position | None], Step]


def for_each_merchant(stage: MerchantStage) -> Stage:
    """A stage that has each merchant gone through by ``stage``; a merchant that joins meanwhile comes last."""

    def run(view: View, position: Position | None) -> Step:
        here = position or {"above": None}
        if "merchant" not in here:
            query = Query(LIST_INDEX, MERCHANT_LIST, limit=1, sort_above=here["above"])
            items = view.context.table.query(query).items
            if not items:
                return Step()
            here = {"above": items[0]["list_sk"], "merchant": items[0]["pk"], "inside": None}
        step = stage(view, here["merchant"], here["inside"])
        if step.position is None:
            return replace(step, position={"above": here["above"]})
        return replace(step, position={**here, "inside": step.position})

    return run
