"""The environment as small models, composed by each function; the template must give exactly these names."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(min_length=1)]


class Environment(BaseModel):
    """Field ``table_name`` is the variable ``TABLE_NAME``."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class TableSettings(Environment):
    """The one table."""

    table_name: Name


class PublicSettings(Environment):
    """Where buyers reach us, without a trailing slash."""

    public_base_url: Name


class StripeSettings(Environment):
    """The secret with API key and webhook secrets, the API's address, and the mark of what is ours there."""

    stripe_secret_id: Name
    stripe_api_base: Name
    deployment_id: Name


def platform_variables() -> Mapping[str, str]:
    """What the platform sets for every function: region, credentials, endpoints."""
    return os.environ


_Settings = TypeVar("_Settings", bound=Environment)


@cache
def read_settings(model: type[_Settings]) -> _Settings:
    """The settings of this process, read once. Raises pydantic's ``ValidationError`` naming what is missing."""
    return model.model_validate({name: os.environ.get(name.upper()) for name in model.model_fields})
