"""A merchant's callbacks of a time, asked for by an operator."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ops.__main__ import main
from ops.queues import depth, queue_url
from shared.callbacks.model import Callback, CallbackState
from shared.callbacks.record_store import callback_put
from shared.callbacks.requests import ReplayRequest, read_request
from shared.table.callback_keys import callback_endpoint_key
from shared.table.marshal import to_wire
from tests.functional.ops.conftest import TABLE, Functions

DAY = datetime(2026, 11, 22, tzinfo=UTC)
ASKED = ["callbacks", "replay", "--merchant", "mer_1", "--from", "2026-11-22T00:00:00Z", "--to", "2026-11-23T00:00:00Z"]
RETRIES = "callback-retries.fifo"


@pytest.fixture(autouse=True)
def _told(deployment: Functions) -> None:
    """Of the day two delivered, one failed, one that waits; one before, one after it; one of another merchant."""
    states = [CallbackState.DELIVERED, CallbackState.DELIVERED, CallbackState.FAILED, CallbackState.WAITING]
    found = [_callback(f"ord_{number}", hours=number, state=state) for number, state in enumerate(states)]
    found += [_callback("ord_7", hours=-1), _callback("ord_8", hours=24), _callback("ord_9", hours=1, merchant="mer_2")]
    items = [callback_put(each).item for each in found]
    items.append({**callback_endpoint_key("mer_1")._asdict(), "kind": "callback_endpoint"})
    for item in items:
        deployment.client("dynamodb").put_item(TableName=TABLE, Item=to_wire(item))


def _callback(
    subject: str, *, hours: int, state: CallbackState = CallbackState.DELIVERED, merchant: str = "mer_1"
) -> Callback:
    body = json.dumps({"id": f"evt_{subject}", "type": "order.released", "merchant_id": merchant})
    made = Callback(subject_id=subject, sequence=1, body=body, created_at=DAY + timedelta(hours=hours))
    return replace(made, state=state)


def test_it_is_asked_for_as_the_merchant_would(deployment: Functions, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--state", "failed"]) == 0
    assert capsys.readouterr().out == "asked for 1 of mer_1\n"
    (message,) = deployment.sqs.receive_message(
        QueueUrl=queue_url(deployment, RETRIES), MessageSystemAttributeNames=["MessageGroupId"]
    )["Messages"]
    asked = read_request(message["Body"], DAY)
    assert isinstance(asked, ReplayRequest)
    wanted = ("mer_1", DAY, DAY + timedelta(days=1), CallbackState.FAILED)
    assert (asked.merchant_id, asked.start, asked.end, asked.state) == wanted
    assert message["Attributes"]["MessageGroupId"] == "mer_1.replay"


def test_a_dry_run_names_them_and_asks_for_none(deployment: Functions, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert sorted(line.split()[2] for line in said.splitlines()[:-1]) == [f"cb_ord_{number}.1" for number in range(3)]
    assert said.endswith("would ask for 3 of mer_1\n")
    assert depth(deployment, RETRIES) == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--merchant", "mer_2", "--from", "2026-11-22T00:00:00Z"], "mer_2 has no callback endpoint"),
        (["--merchant", "mer_1", "--from", "2026-11-22T00:00:00Z", "--to", "2026-11-22T00:00:00Z"], "--to lies before"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    deployment: Functions, arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["callbacks", "replay", *arguments]) == 1
    assert reason in capsys.readouterr().err
    assert depth(deployment, RETRIES) == 0
