"""The bodies with which a merchant says where its callbacks go, and has some sent once more."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.callbacks.posting.targets import MAX_URL
from shared.clock import parse_rfc3339
from shared.events.audience import MERCHANT_TYPES
from shared.fields import Moment, StrictModel

MOST_HOURS: Final = 168
"""For which two secrets sign: a week."""


def _known(event_type: str) -> str:
    if event_type not in MERCHANT_TYPES:
        raise PydanticCustomError("unknown_type", "no event that merchants are told of")
    return event_type


EventType = Annotated[str, AfterValidator(_known)]


class EndpointChange(StrictModel):
    """The body of ``PUT /v1/callback-endpoint``; without ``types`` every event is told that merchants are told of."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=MAX_URL)]
    types: Annotated[list[EventType], Field(min_length=1, max_length=len(MERCHANT_TYPES))] | None = None

    def chosen(self) -> tuple[str, ...] | None:
        """Each type once, in their order."""
        return tuple(sorted(set(self.types))) if self.types is not None else None


class RotateRequest(StrictModel):
    """The body of ``POST /v1/callback-endpoint/rotate-secret``: for how long the secret before it still signs."""

    expires_in_hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] = 24


class RangeRequest(StrictModel):
    """The body of ``POST /v1/callbacks/replay``: what was made from ``from`` until before ``to``, by default now.

    What waits is sent anyhow.
    """

    start: Annotated[Moment, Field(alias="from")]
    end: Annotated[Moment | None, Field(alias="to")] = None
    state: Literal["delivered", "failed"] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "RangeRequest":
        if self.end is not None and self.end <= self.start:
            raise PydanticCustomError("range_empty", "to lies behind from")
        return self

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """From and to; nothing of the future."""
        return parse_rfc3339(self.start), min(parse_rfc3339(self.end), now) if self.end else now
