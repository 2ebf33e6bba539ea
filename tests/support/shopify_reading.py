"""A sample of Shopify's, changed and read, for tests."""

from typing import Any

import pytest

from shared.shops.mapping.parsing import parsed
from shared.shops.mapping.port import Rules, ShopOrder, Terms, Unmappable
from shared.shops.mapping.shopify import read_order
from tests.support.shopify_samples import SAMPLES, body_of


def payload(name: str, **changes: object) -> dict[str, Any]:
    """A sample, parsed, with other fields at its top."""
    return {**parsed(body_of(name)), **changes}


def read(name: str, rules: Rules = Rules(), /, **changes: object) -> ShopOrder:  # noqa: B008
    """What the reader makes of it: an order."""
    order = read_order(SAMPLES[name].topic, payload(name, **changes), rules)
    assert isinstance(order, ShopOrder)
    return order


def terms(name: str, rules: Rules = Rules(), /, **changes: object) -> Terms:  # noqa: B008
    """What that order is about."""
    found = read(name, rules, **changes).terms
    assert found is not None
    return found


def refusal(name: str, rules: Rules = Rules(), /, **changes: object) -> tuple[str, str]:  # noqa: B008
    """By which code, and for which field, the reader refuses it."""
    with pytest.raises(Unmappable) as refused:
        read(name, rules, **changes)
    return refused.value.code, refused.value.errors[0].field
