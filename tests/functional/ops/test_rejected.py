"""What nobody could read, handed over once more."""

import json
from typing import Any

import pytest

from ops.__main__ import main
from ops.rejected import list_rejected
from shared.events.rejects import keep_record
from shared.events.senders import BucketRejectStore
from tests.functional.ops.conftest import BUCKET, Functions

RECORD = {"eventID": "1", "dynamodb": {"NewImage": {"pk": {"S": "ord_1"}}}}


def reject(deployment: Functions) -> BucketRejectStore:
    """One record of each reader."""
    store = BucketRejectStore(lambda: deployment.s3, BUCKET)
    for reader in ("stream", "timeline"):
        keep_record(store, reader, RECORD, KeyError("kind"))
    store.keep("messages/1", json.dumps({"reason": "no kind of message of ours", "body": "{}"}))
    return store


def keys(deployment: Functions) -> list[str]:
    return [each.key.split("/")[1] for each in list_rejected(deployment)]


def test_they_are_listed_with_their_reason(deployment: Functions, capsys: pytest.CaptureFixture[str]) -> None:
    reject(deployment)
    assert main(["rejected", "list"]) == 0
    said = capsys.readouterr().out
    assert "by relay_events: KeyError: 'kind'" in said
    assert "by redrive_messages: no kind of message of ours" in said
    assert said.endswith("3 rejected\n")


def test_each_is_handed_to_its_function_and_forgotten(deployment: Functions) -> None:
    reject(deployment)
    told: dict[str, Any] = {}
    deployment.functions["relay_events"] = lambda event: told.update(relay_events=event)
    deployment.functions["record_timeline"] = lambda event: told.update(record_timeline=event)
    deployment.functions["redrive_messages"] = lambda event: {"batchItemFailures": told.update(messages=event) or []}
    assert main(["rejected", "replay"]) == 0
    assert told["relay_events"] == told["record_timeline"] == {"Records": [RECORD]}
    assert [each["body"] for each in told["messages"]["Records"]] == ["{}"]
    assert keys(deployment) == []


def test_what_is_rejected_again_or_fails_stays(deployment: Functions, capsys: pytest.CaptureFixture[str]) -> None:
    store = reject(deployment)

    def fail(_event: Any) -> None:
        raise ValueError("not ready")

    deployment.functions.update(
        relay_events=lambda event: keep_record(store, "stream", event["Records"][0], KeyError("kind")),
        record_timeline=fail,
        redrive_messages=lambda event: {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]},
    )
    assert main(["rejected", "replay"]) == 1
    said = capsys.readouterr().out
    assert [said.count(word) for word in (": rejected again", ": failed", "0 done, 3 kept")] == [1, 2, 1]
    assert sorted(keys(deployment)) == ["messages", "stream", "timeline"]


def test_a_dry_run_calls_nobody(deployment: Functions, capsys: pytest.CaptureFixture[str]) -> None:
    reject(deployment)
    before = [(each.key, each.at) for each in list_rejected(deployment)]
    assert main(["rejected", "replay", "--dry-run", "--limit", "2"]) == 0
    assert capsys.readouterr().out.count("would hand ") == 2
    assert [(each.key, each.at) for each in list_rejected(deployment)] == before


def test_an_object_of_nobody_is_told_of(deployment: Functions, capsys: pytest.CaptureFixture[str]) -> None:
    deployment.s3.put_object(Bucket=BUCKET, Key="rejected/strange/1.json", Body=b"{}")
    assert main(["rejected", "list"]) == 1
    assert "rejected/strange/1.json: no reader of that name" in capsys.readouterr().err
