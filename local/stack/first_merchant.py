"""A merchant to start with, so that a stack in the background can be tried at once; it proves that the API works."""

from pathlib import Path

import httpx

from local.demo.api import Api, DemoError
from local.stack.description import MerchantEntry, add_merchants, read_description
from local.stack.errors import StackError

_NAME, _CURRENCY = "First Shop", "EUR"


def ensure_first_merchant(description: Path) -> None:
    """Create the merchant through the public API unless there is one already."""
    stack = read_description(description)
    if stack.merchants:
        return
    try:
        with httpx.Client(timeout=35, trust_env=False) as http:
            operator = Api(http, stack.api_url, stack.operator_key)
            merchant = operator.create("/v1/merchants", {"name": _NAME, "currency": _CURRENCY}, "first-merchant")
            key = operator.create(f"/v1/merchants/{merchant['id']}/api-keys", {"label": "local"}, "first-key")
    except (DemoError, httpx.HTTPError) as error:
        raise StackError(f"the stack is deployed, but its API does not work: {error}") from error
    add_merchants(description, [MerchantEntry(merchant["id"], key["key"], _NAME, _CURRENCY)])
