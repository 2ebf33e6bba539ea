"""The sample orders that a test delivery holds are orders, in every currency, and one amount of it."""

from datetime import UTC, datetime

import pytest

from shared.canonical import canonical_json
from shared.money import EXPONENTS
from shared.shops.mapping.parsing import parsed
from shared.shops.mapping.port import Nothing, Rules, ShopOrder, ShopState
from shared.shops.mapping.readers import READERS
from shared.shops.samples import SAMPLES
from shared.shops.systems import ShopSystem

AT = datetime(2026, 11, 22, 3, 12, 42, 123_000, tzinfo=UTC)


@pytest.mark.parametrize("system", ShopSystem)
def test_a_sample_is_read_as_an_order_that_waits_for_its_money(system: ShopSystem) -> None:
    topic, sample = SAMPLES[system]
    for currency in EXPONENTS:
        payload = parsed(canonical_json(sample(7_000, currency, AT)).encode())
        read = READERS[system](topic, payload, Rules(test_orders=True))
        assert isinstance(read, ShopOrder), (currency, read)
        assert (read.state, read.external_id) == (ShopState.UNPAID, "7000")
        assert read.terms is not None
        assert (read.terms.amount, read.terms.currency) == (2_250, currency)
        assert read.terms.parts, "goods and shipping add up"


def test_shopifys_is_marked_as_a_test() -> None:
    topic, sample = SAMPLES[ShopSystem.SHOPIFY]
    payload = parsed(canonical_json(sample(7_000, "EUR", AT)).encode())
    assert READERS[ShopSystem.SHOPIFY](topic, payload, Rules()) == Nothing("test_order")
