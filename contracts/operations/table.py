"""All operations, and whether each route has one."""

from collections.abc import Collection, Mapping
from typing import Final

from contracts.openapi.operation import Operation
from contracts.operations.callbacks import CALLBACKS
from contracts.operations.exports import EXPORTS
from contracts.operations.invoices import INVOICES
from contracts.operations.links import LINKS
from contracts.operations.merchants import MERCHANTS
from contracts.operations.methods import METHODS
from contracts.operations.orders import ORDERS
from contracts.operations.others import OTHERS
from contracts.operations.payments import PAYMENTS
from contracts.operations.payouts import PAYOUTS
from contracts.operations.shops import SHOPS
from contracts.operations.wallets import WALLETS

OPERATIONS: Final[Mapping[str, Operation]] = {
    operation.route: operation
    for operation in (
        *ORDERS,
        *PAYMENTS,
        *LINKS,
        *WALLETS,
        *METHODS,
        *INVOICES,
        *MERCHANTS,
        *CALLBACKS,
        *EXPORTS,
        *PAYOUTS,
        *SHOPS,
        *OTHERS,
    )
}
"""By route."""


def findings(routes: Collection[str]) -> list[str]:
    """What is to be added or taken away so that routes and operations agree."""
    missing = [
        f"{route}: add an Operation to one of contracts/operations/*.py (its answers' models are in "
        "contracts/responses/, its error codes' words in contracts/openapi/codes.py), then run `make contracts`"
        for route in routes
        if route not in OPERATIONS
    ]
    return missing + [
        f"{route}: no such route any more; take its Operation away" for route in OPERATIONS.keys() - routes
    ]
