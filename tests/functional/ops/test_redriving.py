"""Dead letters, given back by an operator."""

import json
from typing import Any

import pytest

from infra_cdk.spec import FIFO, Queue
from ops.__main__ import main
from ops.deployment import Deployment
from ops.queues import dead_name, depth, queue_url, work_name


def put(deployment: Deployment, queue: Queue, *bodies: str, group: str = "g") -> None:
    for place, body in enumerate(bodies):
        lane = {"MessageGroupId": group, "MessageDeduplicationId": f"{group}{place}"} if queue in FIFO else {}
        deployment.sqs.send_message(QueueUrl=queue_url(deployment, dead_name(queue)), MessageBody=body, **lane)  # type: ignore[arg-type]


def take(deployment: Deployment, name: str) -> list[Any]:
    """Everything in a queue, taken out of it."""
    url, found = queue_url(deployment, name), []
    while messages := deployment.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    ).get("Messages"):
        for message in messages:
            deployment.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        found += messages
    return found


@pytest.mark.parametrize("queue", [*sorted(FIFO), Queue.RELEASED])
def test_all_of_a_queue_is_given_back_whole_and_in_order(deployment: Deployment, queue: Queue) -> None:
    bodies = [json.dumps({"n": number}) for number in range(13)]
    put(deployment, queue, *bodies)
    assert main(["redrive", queue]) == 0
    assert depth(deployment, dead_name(queue)) == 0
    back = take(deployment, work_name(queue))
    found = [message["Body"] for message in back]
    assert (found if queue in FIFO else sorted(found)) == (bodies if queue in FIFO else sorted(bodies))
    if queue in FIFO:
        assert {message["Attributes"]["MessageGroupId"] for message in back} == {"g"}


@pytest.mark.parametrize("queue", [Queue.SHOP_ORDERS, Queue.RELEASED])
def test_a_dry_run_tells_and_changes_nothing(
    deployment: Deployment, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    put(deployment, queue, "one customer@buyer.example", "two")
    assert main(["redrive", queue, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert f"would give back 2 to {queue}" in said
    assert "buyer.example" not in said
    assert depth(deployment, work_name(queue)) == 0
    assert {each["Body"] for each in take(deployment, dead_name(queue))} == {"one customer@buyer.example", "two"}


def test_no_more_than_was_asked_for(deployment: Deployment) -> None:
    put(deployment, Queue.RELEASED, *"abcde")
    assert main(["redrive", "released", "--limit", "2"]) == 0
    assert (depth(deployment, "released"), depth(deployment, "released-dlq")) == (2, 3)


def test_the_record_of_a_failed_run_is_left_where_it_is(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.dumps({"requestContext": {"functionArn": "arn"}, "requestPayload": {}})
    put(deployment, Queue.DELIVERIES, record, "[1]", "no json")
    assert main(["redrive", "deliveries"]) == 0
    assert "gave back 2 to deliveries, left 1" in capsys.readouterr().out
    assert [each["Body"] for each in take(deployment, "deliveries-dlq")] == [record]


def test_a_command_that_died_after_sending_gives_back_once(deployment: Deployment) -> None:
    """What was sent and not deleted is found again; SQS drops the second of it."""
    put(deployment, Queue.SHOP_ORDERS, "one")
    source, target = (queue_url(deployment, name(Queue.SHOP_ORDERS)) for name in (dead_name, work_name))
    (held,) = deployment.sqs.receive_message(QueueUrl=source, VisibilityTimeout=0)["Messages"]
    deployment.sqs.send_message(
        QueueUrl=target,
        MessageBody="one",
        MessageGroupId="g",
        MessageDeduplicationId=f"redrive-{held['MessageId']}",
    )
    assert main(["redrive", "shop-orders"]) == 0
    assert [each["Body"] for each in take(deployment, "shop-orders.fifo")] == ["one"]


def test_depths_of_all_queues_are_told(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    put(deployment, Queue.RELEASED, "a", "b")
    assert main(["queues"]) == 0
    rows = {
        name: (int(waiting), int(dead))
        for name, waiting, dead in map(str.split, capsys.readouterr().out.splitlines()[1:])
    }
    assert rows == {str(queue): (0, 0) for queue in Queue} | {
        "released": (0, 2),
        "relay-failures": (0, 0),
        "schedule-failures": (0, 0),
    }
