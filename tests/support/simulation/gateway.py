"""The real gateway on the simulator's operations, without the SDK's client beneath."""

from collections.abc import Callable

from shared.stripe_gateway.client import StripeGateway
from shared.stripe_gateway.missed_events import StripeEvents
from shared.stripe_gateway.stripe_accounts import StripeAccounts
from tests.support.simulation.gate import Gate
from tests.support.simulation.provider import Provider
from tests.support.simulation.stripe_accounts import in_process_client
from tests.support.simulation.stripe_payers import in_process_api
from tests.support.simulation.stripe_services import (
    InProcessDisputes,
    InProcessEvents,
    InProcessIntents,
    InProcessRefunds,
    InProcessSessions,
)


def in_process_gateway(gate: Gate, provider: Provider, after_call: Callable[[], None]) -> StripeGateway:
    """The real gateway without the SDK's client beneath."""
    made = StripeGateway.__new__(StripeGateway)
    vars(made).update(
        _sessions=InProcessSessions(gate, provider, after_call),
        _intents=InProcessIntents(gate, provider, after_call),
        _refunds=InProcessRefunds(gate, provider, after_call),
        _disputes=InProcessDisputes(gate, provider, after_call),
        events=StripeEvents(InProcessEvents(gate, provider, after_call)),  # type: ignore[arg-type]
        accounts=StripeAccounts(in_process_client(gate, provider, after_call)),
        api=in_process_api(gate, provider, after_call),
        _budget=VirtualBudget(gate),
        _in_all=0.0,
    )
    return made


class VirtualBudget:
    """What :class:`shared.stripe_gateway.budget.BudgetedAdapter` does, on the virtual clock and for each invocation."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def start(self, budget: float) -> None:
        """From now on, that many seconds for all calls of the invocation that runs."""
        if self._gate.task is not None:
            self._gate.task.patience_ends = self._gate.now() + budget
