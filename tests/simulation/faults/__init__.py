"""The kinds of fault, as tables: those that strike a call of the product, and those of delivery and of time.

A new kind is a row here, or in ``deliveries``: actions ask a step whether it has one of those.
"""

from typing import Final

from tests.simulation.faults.calls import CALL_FAULTS
from tests.simulation.faults.deliveries import DELIVERY_FAULTS
from tests.support.simulation.gate import CallFault

AT_CALLS: Final[dict[str, CallFault]] = dict(CALL_FAULTS)
IN_DELIVERY: Final[dict[str, frozenset[str]]] = dict(DELIVERY_FAULTS)
KINDS: Final[tuple[str, ...]] = (*AT_CALLS, *sorted({kind for kinds in IN_DELIVERY.values() for kind in kinds}))
