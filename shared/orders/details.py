"""What an order keeps of its request beyond the amount."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.orders.request import OrderRequest

_DETAILS = frozenset({"items", "shipping", "tax", "discount", "customer", "metadata", "payment_method", "return_urls"})


def details_of(request: "OrderRequest") -> dict[str, Any]:
    """What an order keeps of its request beyond the amount."""
    body = request.model_dump(mode="json", exclude_none=True)
    kept = {name: value for name, value in body.items() if name in _DETAILS}
    return kept | ({} if request.auto_capture else {"auto_capture": False})


def impersonal(details: dict[str, Any]) -> dict[str, Any]:
    """The same without the buyer's data; a page that he was to come back to may name him, too."""
    return {name: value for name, value in details.items() if name not in ("customer", "return_urls")}
