"""Going through all merchants, one after the other, with a cursor that says whose turn it is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shared.payments.audit.context import Position, Stage, Step, View
from shared.table.keys import LIST_INDEX, MERCHANT_LIST
from shared.table.port import Query

MerchantStage = Callable[[View, str, Position | None], Step]


def for_each_merchant(stage: MerchantStage) -> Stage:
    """A stage that has each merchant gone through by ``stage``; a merchant that joins meanwhile comes last."""
    return in_turn(MERCHANT_LIST, "merchant", stage, {"above": None})


def in_turn(partition: str, name: str, stage: Callable[[View, Any, Position | None], Step], start: Position) -> Stage:
    """A stage that has everything in this list, by its id, gone through by ``stage``, one after the other.

    The position holds under ``name`` whose turn it is; ``start`` is the first, and may name somebody beside the list.
    """

    def run(view: View, position: Position | None) -> Step:
        here = position or start
        if name not in here:
            query = Query(LIST_INDEX, partition, limit=1, sort_above=here["above"])
            items = view.context.table.query(query).items
            if not items:
                return Step()
            here = {"above": items[0]["list_sk"], name: items[0]["pk"], "inside": None}
        step = stage(view, here[name], here["inside"])
        if step.position is None:
            return replace(step, position={"above": here["above"]})
        return replace(step, position={**here, "inside": step.position})

    return run
