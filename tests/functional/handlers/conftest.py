"""Each test gets a world of its own; the simulator runs once and starts anew for each."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from local.stripe_simulator import serve
from shared.runtime import settings, stripe_wiring, wiring
from shared.runtime.secrets import forget_secrets
from tests.support.aws import REGION, create_resources
from tests.support.world import WEBHOOK_SECRET, World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Handlers, moto and the Stripe simulator, all fresh."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    _forget()
    with mock_aws(), serve() as stripe:
        resources = create_resources(stripe.url, stripe.key, WEBHOOK_SECRET)
        for name, value in resources.environment.items():
            monkeypatch.setenv(name, value)
        yield World(resources, stripe)
    _forget()


def _forget() -> None:
    forget_secrets()
    settings.read_settings.cache_clear()
    stripe_wiring._gateway.cache_clear()
    for factory in (wiring.table, wiring.sqs, wiring.event_bridge, wiring.s3, wiring.secrets_manager):
        factory.cache_clear()
