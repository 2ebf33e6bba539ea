"""What the services for merchants' own accounts are to the gateway, straight on the simulator's operations."""

from types import SimpleNamespace
from typing import Any

from local.stripe_simulator.resources import connected_accounts
from tests.support.simulation.stripe_services import InProcessService, Object

Json = dict[str, Any]


class InProcessAccounts(InProcessService):
    """``v2.core.accounts``."""

    def create(self, params: Json, options: Json) -> Object:
        """Under an idempotency key."""
        return self._create("/v2/core/accounts", connected_accounts.create, params, options)

    def retrieve(self, account_id: str, params: Json) -> Object:
        """With what is asked for."""
        return self._read(connected_accounts.retrieve, params, None, account_id)


class InProcessLinks(InProcessService):
    """``v2.core.account_links``."""

    def create(self, params: Json) -> Object:
        """A new page of questions."""
        return self._read(connected_accounts.create_link, params, None)


class InProcessOlderAccounts(InProcessService):
    """``v1.accounts``."""

    def retrieve(self, account_id: str) -> Object:
        """Of either making."""
        return self._read(connected_accounts.retrieve_older, {}, None, account_id)

    def retrieve_current(self) -> Object:
        """The platform's own."""
        return self._read(connected_accounts.retrieve_own, {}, None)


def in_process_client(*surroundings: Any) -> Any:
    """As much of the SDK's client as there is to accounts."""
    core = SimpleNamespace(accounts=InProcessAccounts(*surroundings), account_links=InProcessLinks(*surroundings))
    older = SimpleNamespace(accounts=InProcessOlderAccounts(*surroundings))
    return SimpleNamespace(v2=SimpleNamespace(core=core), v1=older)
