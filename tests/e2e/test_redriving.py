"""A dead-letter queue that really filled, and the operator's command that gives it back."""

import json
import os
import subprocess
import sys
from typing import Any

from local.stack.clients import make_config
from local.stack.emulator import REGION, ROOT_KEY, ROOT_SECRET
from local.stack.paths import REPO
from shared.canonical import digest
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

_OF_NOBODY = json.dumps({"shop_delivery": {"id": "shd_of_nobody", "connection": "shc_of_nobody"}})
"""A message that can be read and leaves nothing to be done."""


def _ops(stack: LocalStack, *arguments: str, code: int = 0) -> str:
    """As an operator types it, against a server that is not AWS's own."""
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": stack.description.emulator_url,
    }
    command = [sys.executable, "-m", "ops", "--stage", "local", *arguments]
    done = subprocess.run(command, cwd=REPO, env=environment, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def _dead(stack: LocalStack, queue: str) -> int:
    rows = [line.split() for line in _ops(stack, "queues").splitlines()]
    (found,) = [int(dead) for name, _, dead in rows if name == queue]
    return found


def test_what_production_failed_at_is_given_back_to_it(stack: LocalStack, funded: Shop) -> None:
    order = funded.place()["id"]
    funded.await_paid(order)
    client, url = stack.queues.client, stack.outputs["ReleasedQueueUrl"]

    def failing() -> int:
        """Take what is there and do nothing with it: after five times it goes to the dead-letter queue."""
        client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return _count(client, url.replace("released", "released-dlq"))

    eventually(failing, lambda dead: dead > 0)
    before = _dead(stack, "released")
    assert before >= 1
    assert f"would give back {before} to released" in _ops(stack, "redrive", "released", "--dry-run")
    assert _dead(stack, "released") == before
    _ops(stack, "redrive", "released")
    assert _dead(stack, "released") == 0
    (event,) = eventually(lambda: stack.released(order), bool)
    assert event["detail"]["data"]["order_id"] == order


def test_a_dead_letter_of_a_shop_goes_the_whole_way_again(stack: LocalStack) -> None:
    """`shop-orders` has a reader behind its dead-letter queue: whoever comes first, nothing stays and nobody fails."""
    url = stack.queues.client.get_queue_url(QueueName="orderpay-local-shop-orders-dlq.fifo")["QueueUrl"]
    stack.queues.client.send_message(
        QueueUrl=url, MessageBody=_OF_NOBODY, MessageGroupId="g", MessageDeduplicationId="shop-orders-drill"
    )
    _ops(stack, "redrive", "shop-orders")
    eventually(lambda: _ops(stack, "queues"), lambda said: "shop-orders 0 0" in " ".join(said.split()))


def test_what_was_rejected_is_replayed_by_the_function_that_is_deployed(stack: LocalStack) -> None:
    """One that can be read by now goes through and is forgotten; one that cannot stays."""
    s3 = stack.session.client("s3", endpoint_url=stack.description.emulator_url, config=make_config())
    bucket, readable = stack.outputs["BucketName"], _OF_NOBODY
    keys = [f"rejected/messages/{digest(body)}.json" for body in (readable, "nobody reads this")]
    for key, body in zip(keys, (readable, "nobody reads this"), strict=True):
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps({"reason": "no kind of message of ours", "body": body}))
    try:
        said = _ops(stack, "rejected", "replay", code=1)
        assert f"{keys[0]} by redrive_messages: done" in said
        assert f"{keys[1]} by redrive_messages: rejected again" in said
        left = _ops(stack, "rejected", "list")
        assert keys[0] not in left
        assert keys[1] in left
    finally:
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})


def _count(client: Any, url: str) -> int:
    name = "ApproximateNumberOfMessages"
    return int(client.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])
