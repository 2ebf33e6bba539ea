"""What is tried again, what is not, and what an answer means."""

import zlib
from datetime import UTC, datetime

import botocore.session
import pytest
from botocore.retries.standard import ThrottledRetryableChecker

from shared.aws import client
from shared.aws.answers import Answer
from shared.aws.client import (
    DYNAMODB,
    EVENT_BRIDGE,
    SECRETS_MANAGER,
    SQS,
    AwsError,
    JsonClient,
    Service,
    endpoint_of,
)
from shared.aws.connection import NoAnswer
from shared.aws.credentials import Credentials
from shared.errors import Busy
from tests.unit.aws.scripted import ScriptedConnection, refused, said


class Called:
    """A client on a script; ``waits`` are the seconds it paused."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Answer | NoAnswer) -> None:
        self.connection = ScriptedConnection(*answers)
        self.waits: list[float] = []
        monkeypatch.setattr(client, "Connection", lambda _: self.connection)
        monkeypatch.setattr(client, "random", lambda: 1.0)
        self._client = JsonClient(
            DYNAMODB,
            "eu-central-1",
            "https://service.test",
            lambda: Credentials("key", "secret"),
            lambda: datetime(2026, 11, 22, tzinfo=UTC),
            self.waits.append,
        )

    def call(self) -> dict[str, object]:
        """One operation."""
        return self._client.call("GetItem", {"Key": 1})


def test_a_call_says_what_it_wants_and_gives_what_it_got(monkeypatch: pytest.MonkeyPatch) -> None:
    called = Called(monkeypatch, said({"Item": {}}))

    assert called.call() == {"Item": {}}

    ((headers, body),) = called.connection.sent
    assert headers["x-amz-target"] == "DynamoDB_20120810.GetItem"
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/20261122/eu-central-1/dynamodb/")
    assert body == {"Key": 1}
    assert called.waits == []


@pytest.mark.parametrize(
    "trouble",
    [
        NoAnswer("reset"),
        Answer(500, {}, b""),
        Answer(502, {}, b"<html>bad gateway</html>"),
        Answer(503, {}, b'["neither"]'),
        refused("InternalServerError", 500),
        said({"Item": {}}, x_amz_crc32="1"),
        said({"Item": {}}, x_amz_crc32="none"),
        refused("RequestTimeout"),
        refused("RequestTimeoutException"),
    ],
)
def test_what_may_pass_is_tried_twice_more(monkeypatch: pytest.MonkeyPatch, trouble: Answer | NoAnswer) -> None:
    recovers = Called(monkeypatch, trouble, trouble, said({"Item": {}}))
    assert recovers.call() == {"Item": {}}
    assert recovers.waits == [0.05, 0.1]
    assert len({str(body) for _, body in recovers.connection.sent}) == 1

    stays = Called(monkeypatch, trouble, trouble, trouble)
    with pytest.raises(Busy):
        stays.call()


@pytest.mark.parametrize(
    "throttled",
    [*map(refused, sorted(vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"])), Answer(429, {}, b"")],
)
def test_who_is_throttled_waits_longer_and_says_busy_in_the_end(
    monkeypatch: pytest.MonkeyPatch, throttled: Answer
) -> None:
    called = Called(monkeypatch, throttled, throttled, throttled)

    with pytest.raises(Busy, match="dynamodb is busy"):
        called.call()

    assert called.waits == [0.5, 1.0]


def test_chance_shortens_each_wait_so_that_many_do_not_come_back_together(monkeypatch: pytest.MonkeyPatch) -> None:
    called = Called(monkeypatch, NoAnswer(), NoAnswer(), said({}))
    chances = [0.2, 0.6]
    monkeypatch.setattr(client, "random", lambda: chances.pop(0))

    called.call()

    assert called.waits == pytest.approx([0.05 * 0.2, 0.1 * 0.6])


def test_a_refusal_is_told_at_once_with_all_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    called = Called(monkeypatch, refused("ConditionalCheckFailedException", message="no", Item={"pk": {"S": "x"}}))

    with pytest.raises(AwsError, match="ConditionalCheckFailedException: no") as caught:
        called.call()

    assert (caught.value.code, caught.value.status) == ("ConditionalCheckFailedException", 400)
    assert caught.value.fields["Item"] == {"pk": {"S": "x"}}
    assert len(called.connection.sent) == 1


@pytest.mark.parametrize(("status", "code"), [(301, "Http301"), (400, "Http400"), (413, "Http413")])
def test_an_answer_of_something_in_between_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, status: int, code: str
) -> None:
    with pytest.raises(AwsError) as caught:
        Called(monkeypatch, Answer(status, {}, b"<html>")).call()

    assert caught.value.code == code


def test_the_checksum_is_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    right = said({"Item": {}})

    called = Called(monkeypatch, Answer(200, {"x-amz-crc32": str(zlib.crc32(right.body))}, right.body))

    assert called.call() == {"Item": {}}


def test_an_answer_may_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Called(monkeypatch, Answer(200, {}, b"")).call() == {}


def test_endpoints() -> None:
    named = {
        "AWS_ENDPOINT_URL": "http://all",
        "AWS_ENDPOINT_URL_SQS": "http://queues",
        "AWS_ENDPOINT_URL_EVENTBRIDGE": "http://bus",
    }

    assert endpoint_of(SQS, "eu-central-1", {}) == "https://sqs.eu-central-1.amazonaws.com"
    assert endpoint_of(SQS, "eu-central-1", named) == "http://queues"
    assert endpoint_of(EVENT_BRIDGE, "eu-central-1", named) == "http://bus"
    assert endpoint_of(DYNAMODB, "eu-central-1", named) == "http://all"


SERVICES = [DYNAMODB, SQS, EVENT_BRIDGE, SECRETS_MANAGER]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
def test_an_endpoint_is_that_of_the_sdk(service: Service, region: str) -> None:
    theirs = botocore.session.get_session().create_client(
        service.name, region, aws_access_key_id="key", aws_secret_access_key="secret"
    )

    assert endpoint_of(service, region, {}) == theirs.meta.endpoint_url


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_what_its_model_says(service: Service) -> None:
    """The variable is made of the service's id: https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html"""
    model = botocore.session.get_session().get_service_model(service.name)

    assert service.target == model.metadata["targetPrefix"]
    assert service.json_version == model.metadata["jsonVersion"]
    assert service.variable == model.service_id.upper().replace(" ", "_")
