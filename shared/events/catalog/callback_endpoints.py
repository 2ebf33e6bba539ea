"""What happens to where a merchant's callbacks go."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import Content, EventModel

_Url = Annotated[str, Field(description="Where callbacks go.", examples=["https://shop.example/hooks"])]


class EndpointDisabledData(Content):
    """Where, and why."""

    url: _Url
    reason: Literal["failing_too_long", "gone"] = Field(
        description="It took nothing for too long, or answered 410 Gone.", examples=["failing_too_long"]
    )


class EndpointEnabledData(Content):
    """Where."""

    url: _Url


class CallbackEndpointDisabledV1(EventModel):
    """No callbacks are sent to a merchant's server any more; they wait. As a callback it waits, too."""

    type: Literal["callback_endpoint.disabled"]
    version: Literal[1]
    data: EndpointDisabledData
    example: ClassVar = {"url": "https://shop.example/hooks", "reason": "failing_too_long"}


class CallbackEndpointEnabledV1(EventModel):
    """The merchant has switched its callbacks on again; what waited is sent."""

    type: Literal["callback_endpoint.enabled"]
    version: Literal[1]
    data: EndpointEnabledData
    example: ClassVar = {"url": "https://shop.example/hooks"}


CALLBACK_ENDPOINTS: tuple[type[EventModel], ...] = (CallbackEndpointDisabledV1, CallbackEndpointEnabledV1)
