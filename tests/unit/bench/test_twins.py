"""Recorded HTTP as calls of the bare SDKs."""

import json

from bench.exchange.wire import Call, Exchange, Reply
from bench.twins.calls import SdkCall, sdk_calls, twin_content


def one(call: Call, status: int = 200) -> SdkCall:
    (found,) = sdk_calls([Exchange(call, Reply(status))])
    return found


def test_a_call_of_a_json_protocol_has_its_parameters_in_its_body() -> None:
    body = {"TableName": "t", "Item": {"pk": {"S": "a"}}}
    call = one(Call("POST", "/", {"x-amz-target": "DynamoDB_20120810.PutItem"}, json.dumps(body).encode()))
    assert call == SdkCall("dynamodb", "put_item", "", body, refused=False)


def test_services_are_told_apart() -> None:
    targets = ("AmazonSQS.SendMessageBatch", "AWSEvents.PutEvents", "secretsmanager.GetSecretValue")
    found = [one(Call("POST", "/", {"x-amz-target": target}, b"{}")) for target in targets]
    assert [(each.service, each.method) for each in found] == [
        ("sqs", "send_message_batch"),
        ("events", "put_events"),
        ("secretsmanager", "get_secret_value"),
    ]


def test_an_object_is_put_by_its_bucket_and_key() -> None:
    call = one(Call("PUT", "/bucket/rejected/a%20b.json", {}, b"content"))
    assert call.parameters == {"Bucket": "bucket", "Key": "rejected/a b.json", "Body": "content"}


def test_a_call_of_stripe_keeps_its_fields_and_its_idempotency_key() -> None:
    headers = {"idempotency-key": "pay:1"}
    call = one(Call("POST", "/v1/checkout/sessions", headers, b"mode=payment&metadata%5Border%5D=o"))
    assert (call.service, call.method, call.path) == ("stripe", "post", "/v1/checkout/sessions")
    assert call.parameters == {"mode": "payment", "metadata[order]": "o", "idempotency_key": "pay:1"}


def test_a_read_of_stripe_keeps_its_query() -> None:
    call = one(Call("GET", "/v1/events?limit=100&created%5Bgte%5D=5", {}, b""))
    assert (call.path, call.parameters) == ("/v1/events", {"limit": "100", "created[gte]": "5"})


def test_a_refusal_is_expected_again() -> None:
    assert one(Call("POST", "/", {"x-amz-target": "DynamoDB_20120810.PutItem"}, b"{}"), status=400).refused


def test_a_twin_makes_only_the_clients_that_it_needs() -> None:
    put = one(Call("POST", "/", {"x-amz-target": "DynamoDB_20120810.PutItem"}, b"{}"))
    content = json.loads(twin_content([put], [put], {"statusCode": 201}, "key"))
    assert (content["services"], content["uses_stripe"]) == (["dynamodb"], False)
    stripe = one(Call("GET", "/v1/events", {}, b""))
    assert json.loads(twin_content([stripe], [], None, "key"))["uses_stripe"] is True
