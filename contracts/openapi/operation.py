"""One operation as it is written down: what the routes and the handlers cannot say themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no error: in words, and its model, or other media types, with commas between; none for no
    body.

    ``examples`` by name; the model's own where there are none.
    """

    text: str
    model: type[BaseModel] | None = None
    media_type: str = JSON
    examples: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bool = False
    """JSON without a model."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent: the model that the handler reads it by, and examples by name. ``optional``: it may be left out."""

    model: type[BaseModel] | None
    examples: Mapping[str, Any]
    optional: bool = False
    media_types: tuple[str, ...] = (JSON,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``errors`` are ``"409 order_paid"``, beyond what every operation of its kind can answer (see ``errors.py``).

    ``asks_provider``: it calls the payment provider while the caller waits. ``text`` says what summary and answers do
    not. ``parameters`` describe query parameters that need other words than the usual.
    """

    route: str
    name: str
    tag: str
    summary: str
    replies: Mapping[int, Reply]
    text: str = ""
    body: Body | None = None
    errors: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    asks_provider: bool = False
    stateless: bool = False
    """Reads nothing: no store can be busy."""
    pages: bool = False
    """Answers people with pages: its errors are pages as well."""

    @property
    def changes(self) -> bool:
        """What is left out of its body stays as it is: nothing has a default there."""
        return self.route.startswith("PATCH ")
