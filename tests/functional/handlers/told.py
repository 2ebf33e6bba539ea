"""A merchant that is told by callbacks, and its server."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from functions.resend_callbacks.handler import lambda_handler as resend_callbacks
from functions.retry_callbacks.handler import lambda_handler as retry_callbacks
from functions.send_callbacks.handler import lambda_handler as send_callbacks
from shared.callbacks.endpoint import Endpoint, Health, changed_update, read_endpoint
from shared.callbacks.messages import event_message, read_told
from shared.callbacks.model import Callback
from shared.callbacks.record_store import callback_from_item, line_from_item
from shared.callbacks.requests import EndpointRequest, LineRequest, ReplayRequest
from shared.events.envelope import DomainEvent
from shared.rotation import Secret
from tests.functional.handlers.shop import Shop
from tests.support.aws import drain
from tests.support.receivers import Receivers
from tests.support.world import Json, World

SECRET: Final = "whsec_" + "c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXMhIQ=="


@dataclass
class Told:
    """One merchant with an endpoint; ``at`` is its server."""

    shop: Shop
    receivers: Receivers
    at: str = "https://shop.example/hooks"

    @property
    def world(self) -> World:
        """The surroundings."""
        return self.shop.world

    def register(self, **changes: Any) -> "Told":
        """Say where its callbacks go."""
        now = self.world.clock.now()
        made = Endpoint(merchant_id=self.shop.id, url=self.at, secrets=(Secret("sec_1", SECRET, now),), created_at=now)
        self.world.table.update(changed_update(None, replace(made, **changes)))
        return self

    def endpoint(self) -> Endpoint:
        """As it stands."""
        found = read_endpoint(self.world.table, self.shop.id)
        assert found is not None
        return found

    def health(self) -> Health:
        """How its server fares."""
        return self.endpoint().health

    def change(self, **changes: Any) -> None:
        """Change the endpoint as its merchant would."""
        before = self.endpoint()
        self.world.table.update(changed_update(before, replace(before, **changes)))

    def callbacks(self) -> list[Callback]:
        """All that are kept for it, thing by thing in order."""
        items = [callback_from_item(item) for item in self.world.items("callback")]
        mine = [each for each in items if each.merchant_id == self.shop.id]
        return sorted(mine, key=lambda each: (each.subject_id, each.sequence))

    def states(self) -> list[str]:
        """Of all its callbacks."""
        return [str(each.state) for each in self.callbacks()]

    def lines(self) -> list[Any]:
        """Where some of its callbacks wait."""
        found = [line_from_item(item) for item in self.world.items("callback_line")]
        return [line for line in found if line.merchant_id == self.shop.id]

    def told(self) -> list[Json]:
        """What its server has taken."""
        return self.receivers.told(self.at)

    def event(self, subject_id: str = "ord_1", number: int = 1, kind: str = "order.released") -> str:
        """A message of the queue of callbacks."""
        event = DomainEvent(
            type=kind,
            subject_id=subject_id,
            merchant_id=self.shop.id,
            at=f"2026-11-22T03:00:{number:02d}.000Z",
            data={"order_id": subject_id},
        )
        return event_message(event).body

    def happen(self, *messages: str, again: bool = False) -> Json:
        """Hand these to the function, as one batch; which of them failed."""
        records = [
            {
                "messageId": str(place),
                "body": body,
                "attributes": {
                    "MessageGroupId": read_told(body).subject_id,
                    "ApproximateReceiveCount": "2" if again else "1",
                },
            }
            for place, body in enumerate(messages)
        ]
        answer: Json = send_callbacks({"Records": records}, None)
        return answer

    def wait(self, **duration: float) -> None:
        """Time goes by, and the schedule runs."""
        self.world.clock.moment += timedelta(**duration)
        resend(self.world)

    def ask(self, request: LineRequest | EndpointRequest | ReplayRequest) -> None:
        """Hand one request to the function behind the queue of second tries."""
        message = request.message()
        attributes = {"MessageGroupId": message.group, "ApproximateReceiveCount": "1"}
        answer = resend_callbacks(
            {"Records": [{"messageId": "1", "body": message.body, "attributes": attributes}]}, None
        )
        assert answer == {"batchItemFailures": []}


def send(world: World) -> Json:
    """Relay, and hand what is in the queue of callbacks to ``send_callbacks``, until it is empty."""
    world.relay()
    return drain(world.resources.callback_queue_url, send_callbacks)


def resend(world: World) -> Json:
    """What is due is asked for, and handed to ``resend_callbacks`` with all else that its queue holds."""
    retry_callbacks({}, None)
    return drain(world.resources.callback_retry_queue_url, resend_callbacks)
