"""The kinds of fault, as tables: those that strike a call of the product, a whole invocation, and those of
delivery and of time.

A new kind is a row here, or in ``deliveries``: actions ask a step whether it has one of those.
"""

from collections.abc import Callable
from typing import Final

from tests.simulation.faults.calls import CALL_FAULTS
from tests.simulation.faults.deliveries import DELIVERY_FAULTS
from tests.simulation.faults.invocations import INVOCATION_FAULTS
from tests.support.simulation.gate import CallFault
from tests.support.simulation.tasks import Task

AT_CALLS: Final[dict[str, CallFault]] = dict(CALL_FAULTS)
IN_DELIVERY: Final[dict[str, frozenset[str]]] = dict(DELIVERY_FAULTS)
AT_INVOCATION: Final[dict[str, Callable[[Task], None]]] = dict(INVOCATION_FAULTS)
KINDS: Final[tuple[str, ...]] = (
    *AT_CALLS,
    *AT_INVOCATION,
    *sorted({kind for kinds in IN_DELIVERY.values() for kind in kinds}),
)
