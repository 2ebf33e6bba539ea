"""The environment as small typed classes, composed by each function; the template must give exactly these names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TypeVar, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Environment:
    """Each subclass is a frozen dataclass of texts: field ``table_name`` is the variable ``TABLE_NAME``."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


class TableSettings(Environment):
    """The one table."""

    table_name: str


class PublicSettings(Environment):
    """Where buyers reach us, without a trailing slash."""

    public_base_url: str


class StripeSettings(Environment):
    """The secret with API key and webhook secrets, the API's address, and the mark of what is ours there."""

    stripe_secret_id: str
    stripe_api_base: str
    deployment_id: str


class SettingsMissing(Exception):
    """The template does not give what the function asks for; the text names all of it."""


def platform_variables() -> Mapping[str, str]:
    """What the platform sets for every function: its name and region, credentials, endpoints."""
    return os.environ


_Settings = TypeVar("_Settings", bound=Environment)


@cache
def read_settings(model: type[_Settings]) -> _Settings:
    """The settings of this process, read once. Raises :class:`SettingsMissing` for what is missing or empty."""
    names = environment_names(model)
    missing = [variable for variable in names.values() if not os.environ.get(variable)]
    if missing:
        raise SettingsMissing(", ".join(missing))
    return model(**{field: os.environ[variable] for field, variable in names.items()})


def environment_names(model: type[Environment]) -> dict[str, str]:
    """The variable of each field."""
    return {field.name: field.name.upper() for field in fields(model)}  # type: ignore[arg-type]
