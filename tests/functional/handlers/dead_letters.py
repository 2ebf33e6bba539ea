"""The dead-letter queues of the tests: what a consumer failed at to the end, and the function behind."""

from functions.redrive_messages.handler import lambda_handler as redrive_messages
from tests.support.aws import bodies
from tests.support.world import Json, World

TOLD: Json = {"batchItemFailures": []}


def redrive(*messages: str) -> Json:
    """What came to the dead-letter queue, handed to the function behind it."""
    records = [{"messageId": str(place), "body": body, "attributes": {}} for place, body in enumerate(messages)]
    answer: Json = redrive_messages({"Records": records}, None)
    return answer


def exhausted(world: World, queue: str = "debit") -> list[str]:
    """Messages that their consumer failed at to the end: SQS has moved them away."""
    world.relay()
    found = bodies(getattr(world.resources, f"{queue}_queue_url"))
    assert found
    return found
