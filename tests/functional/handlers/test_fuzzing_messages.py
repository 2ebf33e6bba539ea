"""Whatever lies in a queue: only its own message fails, and what reaches a dead-letter queue is dealt with there."""

import copy
import importlib
import json
import os
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from infra_cdk.functions import FUNCTIONS
from infra_cdk.spec import (
    AuthorizerTrigger,
    FailuresTrigger,
    FunctionSpec,
    QueueTrigger,
    ScheduleTrigger,
    StreamTrigger,
)
from tests.support.aws import empty_queues, objects
from tests.support.fuzzing import SEED
from tests.support.mutations import bodies, mutated
from tests.support.samples import sample
from tests.support.world import Json, World

EXAMPLES = int(os.environ.get("ORDERPAY_FUZZ", "25"))
FUZZED: Final = (QueueTrigger, FailuresTrigger, ScheduleTrigger, AuthorizerTrigger, StreamTrigger)
"""Here, and streams in ``test_fuzzing_streams.py``."""
BEHIND_QUEUES: Final = [each for each in FUNCTIONS if isinstance(each.trigger, QueueTrigger)]
BY_SCHEDULE: Final = [each for each in FUNCTIONS if isinstance(each.trigger, ScheduleTrigger)]
(DEAD_LETTERS,) = (each for each in FUNCTIONS if isinstance(each.trigger, FailuresTrigger))
steadily = settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False
)


def _name(spec: FunctionSpec) -> str:
    return spec.name


def handler_of(spec: FunctionSpec) -> Any:
    """What AWS calls."""
    return importlib.import_module(f"functions.{spec.name}.handler").lambda_handler


def test_every_kind_of_trigger_is_fuzzed() -> None:
    triggers = {type(each.trigger) for each in FUNCTIONS if each.trigger is not None}
    assert triggers <= set(FUZZED)


def _beside(record: Json, name: str) -> Json:
    """The sample's message once more, in a group of its own."""
    other = copy.deepcopy(record) | {"messageId": name}
    if "MessageGroupId" in other["attributes"]:
        other["attributes"]["MessageGroupId"] = name
    return other


@pytest.mark.parametrize("spec", BEHIND_QUEUES, ids=_name)
def test_a_bad_message_fails_alone(world: World, spec: FunctionSpec) -> None:
    (record,), handler = sample(spec.name)["Records"], handler_of(spec)

    @seed(SEED)
    @steadily
    @given(body=bodies(record["body"]), attributes=st.just({}) | mutated(record["attributes"]))
    def send(body: str, attributes: Any) -> None:
        bad = record | {"body": body, "attributes": _as_sqs_has_them(attributes)}
        records = [_beside(record, "before"), bad, _beside(record, "after")]
        failed = {each["itemIdentifier"] for each in handler({"Records": records}, None)["batchItemFailures"]}
        assert failed <= {record["messageId"]}, body

    send()


def _as_sqs_has_them(attributes: Any) -> dict[str, str]:
    """Whatever they are, SQS hands out texts."""
    return {str(name): str(value) for name, value in attributes.items()} if isinstance(attributes, dict) else {}


@pytest.mark.parametrize("spec", BEHIND_QUEUES, ids=_name)
def test_whatever_lies_in_a_dead_letter_queue_leaves_it(world: World, spec: FunctionSpec) -> None:
    (record,), handler = sample(spec.name)["Records"], handler_of(DEAD_LETTERS)

    @seed(SEED)
    @steadily
    @given(body=bodies(record["body"]))
    def send(body: str) -> None:
        answer = handler({"Records": [record | {"body": body}]}, None)
        assert answer == {"batchItemFailures": []}, body
        empty_queues()

    send()


@pytest.mark.parametrize(
    "body",
    [
        '{"link_id": "", "reason": "order paid by other means"}',
        '{"link_id": "\\ud800", "reason": "order paid by other means"}',
        '{"merchant_id": "", "currency": "EUR", "orders": []}',
        '{"shop_delivery": {"connection": "shp_0123456789abcdefghjkmnpqrs", "id": ""}}',
    ],
)
def test_a_message_with_an_id_that_can_be_no_key_goes_aside_whole(world: World, body: str) -> None:
    (record,) = sample(DEAD_LETTERS.name)["Records"]
    assert handler_of(DEAD_LETTERS)({"Records": [record | {"body": body}]}, None) == {"batchItemFailures": []}
    assert [json.loads(each)["body"] for each in objects().values()] == [body]


@pytest.mark.parametrize("spec", BY_SCHEDULE, ids=_name)
def test_a_schedules_event_is_nothing_that_could_be_wrong(world: World, spec: FunctionSpec) -> None:
    handler = handler_of(spec)

    @seed(SEED)
    @settings(steadily, max_examples=max(1, EXAMPLES // 6))
    @given(event=mutated(sample(spec.name)).filter(bool))
    def call(event: Any) -> None:
        assert isinstance(handler(event, None), dict)

    call()


@seed(SEED)
@steadily
@given(header=st.text(st.characters(codec=None)) | st.text(st.characters(codec=None)).map("Bearer {}".format))
def test_whatever_asks_to_come_in_is_refused(world: World, header: str) -> None:
    (spec,) = (each for each in FUNCTIONS if isinstance(each.trigger, AuthorizerTrigger))
    assert handler_of(spec)(sample(spec.name) | {"identitySource": [header]}, None) == {"isAuthorized": False}
