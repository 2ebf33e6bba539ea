"""The catalog: a new event is one model and its place in one of these lists."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

from shared.events.catalog.accounts import ACCOUNTS
from shared.events.catalog.authorizations import AUTHORIZATIONS
from shared.events.catalog.callback_endpoints import CALLBACK_ENDPOINTS
from shared.events.catalog.event_model import EXAMPLES, EventModel
from shared.events.catalog.invoices import INVOICES
from shared.events.catalog.orders import ORDERS
from shared.events.catalog.payments import PAYMENTS
from shared.events.catalog.payouts import PAYOUTS


def type_of(model: type[EventModel]) -> str:
    """``order.released``."""
    return str(_only(model, "type"))


def version_of(model: type[EventModel]) -> int:
    """``1``."""
    return int(_only(model, "version"))


def example_of(model: type[EventModel]) -> dict[str, Any]:
    """A whole event, as the bus carries it in ``detail``."""
    return {
        "id": EXAMPLES["evt"],
        "type": type_of(model),
        "version": version_of(model),
        "at": "2026-11-22T03:12:42.123Z",
        "merchant_id": EXAMPLES["mer"],
        "data": model.example,
    }


def _only(model: type[EventModel], field: str) -> Any:
    (value,) = get_args(model.model_fields[field].annotation)
    return value


CATALOG: Final[Mapping[str, type[EventModel]]] = MappingProxyType(
    {
        f"{type_of(model)}.v{version_of(model)}": model
        for model in (*ORDERS, *AUTHORIZATIONS, *PAYMENTS, *INVOICES, *ACCOUNTS, *CALLBACK_ENDPOINTS, *PAYOUTS)
    }
)
"""Every event by type and version, ``order.released.v1``."""
