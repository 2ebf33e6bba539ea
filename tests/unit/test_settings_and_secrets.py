"""What the environment and the secrets must hold, and what is said when they do not."""

from collections.abc import Callable, Iterator

import pytest

from shared.runtime import secrets
from shared.runtime.secrets import StripeSecret, UnreadableSecret, secret_text, stripe_secret
from shared.runtime.settings import PublicSettings, SettingsMissing, TableSettings, environment_names, read_settings


class Both(TableSettings, PublicSettings):
    """Composed."""

    own_name: str


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing was read before."""
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


def test_settings_are_composed_and_named_by_their_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TABLE_NAME": "t", "PUBLIC_BASE_URL": "https://x", "OWN_NAME": "o"}.items():
        monkeypatch.setenv(name, value)

    read = read_settings(Both)

    assert (read.table_name, read.public_base_url, read.own_name) == ("t", "https://x", "o")
    assert set(environment_names(Both).values()) == {"TABLE_NAME", "PUBLIC_BASE_URL", "OWN_NAME"}


def test_all_that_is_missing_or_empty_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://x")
    monkeypatch.setenv("OWN_NAME", "")
    monkeypatch.delenv("TABLE_NAME", raising=False)

    with pytest.raises(SettingsMissing) as caught:
        read_settings(Both)

    assert set(str(caught.value).split(", ")) == {"TABLE_NAME", "OWN_NAME"}


@pytest.fixture
def holding(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], StripeSecret]:
    """Reads Stripe's secret, of this text."""

    def read(text: str) -> StripeSecret:
        monkeypatch.setattr(secrets, "secret_text", lambda _: text)
        return stripe_secret("stripe")

    return read


def test_a_secret_has_a_key_and_signing_secrets(holding: Callable[[str], StripeSecret]) -> None:
    assert holding('{"api_key": "sk_test_1", "webhook_secrets": ["a", "b"]}') == StripeSecret("sk_test_1", ("a", "b"))
    assert holding('{"api_key": "sk_live_1"}') == StripeSecret("sk_live_1")
    assert holding('{"api_key": "sk_live_1", "note": 1}').livemode


@pytest.mark.parametrize(
    "text",
    [
        "sk_test_hidden",
        '"sk_test_hidden"',
        "{}",
        '{"api_key": 5}',
        '{"api_key": "sk_test_hidden", "webhook_secrets": "one"}',
        '{"api_key": "sk_test_hidden", "webhook_secrets": [5]}',
        '{"api_key": "sk_test_hidden", "webhook_secrets": null}',
    ],
)
def test_a_secret_of_another_shape_is_refused_and_not_shown(holding: Callable[[str], StripeSecret], text: str) -> None:
    with pytest.raises(UnreadableSecret) as caught:
        holding(text)

    assert "hidden" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


class Rotated:
    """Secrets that are others at each reading."""

    def __init__(self) -> None:
        self.readings = 0

    def call(self, _: str, __: object) -> dict[str, str]:
        """The next one."""
        self.readings += 1
        return {"SecretString": f"secret {self.readings}"}


@pytest.mark.parametrize(("seconds", "text"), [(0, "secret 1"), (60, "secret 1"), (61, "secret 2"), (-1, "secret 2")])
def test_a_secret_is_used_for_a_minute_of_the_world_also_by_a_process_that_stood_still(
    monkeypatch: pytest.MonkeyPatch, seconds: int, text: str
) -> None:
    service = Rotated()
    secrets.forget_secrets()
    monkeypatch.setattr(secrets, "secrets_manager", lambda: service)
    monkeypatch.setattr(secrets, "time", lambda: 1_000.0)
    assert secret_text("operator") == "secret 1"

    monkeypatch.setattr(secrets, "time", lambda: 1_000.0 + seconds)
    assert secret_text("operator") == text
    secrets.forget_secrets()


def test_a_secret_does_not_show_itself() -> None:
    assert "hidden" not in repr(StripeSecret("sk_test_hidden", ("hidden",)))
