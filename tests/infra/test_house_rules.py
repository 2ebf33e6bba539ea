"""House rules over every resource, whoever added it."""

from collections.abc import Iterator
from typing import Any

from infra_cdk.packaging.layers import MOST_LAYERS
from tests.infra.assembly import Assembly, as_list, readable

ASYNC_SOURCES = ("AWS::Scheduler::Schedule",)


def test_every_function_logs_to_a_group_that_forgets(assembly: Assembly) -> None:
    groups = {item.logical_id: item for item in assembly.resources("AWS::Logs::LogGroup")}
    for group in groups.values():
        assert group.properties["RetentionInDays"] <= 400, group.logical_id
    for name, function in assembly.functions().items():
        assert function.properties["LoggingConfig"]["LogGroup"]["Ref"] in groups, name


def test_every_queue_has_a_dead_letter_queue_or_is_where_failures_end(assembly: Assembly) -> None:
    ends = _failure_ends(assembly)
    for queue in assembly.resources("AWS::SQS::Queue"):
        if readable({"Fn::GetAtt": [queue.logical_id, "Arn"]}) not in ends:
            assert queue.properties.get("RedrivePolicy"), queue.logical_id


def test_every_end_of_failures_keeps_them_long_and_calls_a_person(assembly: Assembly) -> None:
    alarms = [item.properties for item in assembly.resources("AWS::CloudWatch::Alarm")]
    watched = {
        dimension["Value"]
        for alarm in alarms
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible" and alarm["Threshold"] == 1
        for dimension in alarm["Dimensions"]
    }
    ends = _failure_ends(assembly)
    for queue in assembly.resources("AWS::SQS::Queue"):
        if readable({"Fn::GetAtt": [queue.logical_id, "Arn"]}) in ends:
            assert queue.properties["MessageRetentionPeriod"] == 14 * 24 * 3600
            assert queue.properties["QueueName"] in watched


def test_every_asynchronously_called_function_has_a_place_for_failures(assembly: Assembly) -> None:
    kept = {
        item.properties["FunctionName"]["Ref"]
        for item in assembly.resources("AWS::Lambda::EventInvokeConfig")
        if item.properties["DestinationConfig"]["OnFailure"]["Destination"]
    }
    called = {
        item.properties["Target"]["Arn"]["Fn::GetAtt"][0] for kind in ASYNC_SOURCES for item in assembly.resources(kind)
    }
    assert called
    assert called <= kept


def test_every_rule_target_has_a_dead_letter_queue(assembly: Assembly) -> None:
    for rule in assembly.resources("AWS::Events::Rule"):
        assert all(target.get("DeadLetterConfig") for target in rule.properties["Targets"]), rule.logical_id


def test_no_identity_may_do_everything_of_anything(assembly: Assembly) -> None:
    for policy in assembly.resources("AWS::IAM::Policy"):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            assert not [action for action in as_list(statement["Action"]) if "*" in action], policy.logical_id
            if as_list(statement["Action"]) == ["sns:Publish"]:
                assert readable(statement["NotResource"]) == "arn:<AWS::Partition>:sns:*:*:*", "no topic of anybody's"
                continue
            if as_list(statement["Action"]) == ["sns:CheckIfPhoneNumberIsOptedOut"]:
                continue  # A question about a number, which has no ARN.
            targets = [readable(target) for target in as_list(statement["Resource"])]
            assert not [target for target in targets if target == "*" or target.endswith(":*")], policy.logical_id


def test_queues_refuse_plain_http_everywhere_but_on_the_emulator(assembly: Assembly, emulated: Assembly) -> None:
    protected = {readable(item.properties["Queues"][0]) for item in _tls_only(assembly)}

    assert protected == {readable({"Ref": item.logical_id}) for item in assembly.resources("AWS::SQS::Queue")}
    assert not list(_tls_only(emulated))


def test_queues_are_encrypted(assembly: Assembly) -> None:
    assert all(queue.properties["SqsManagedSseEnabled"] for queue in assembly.resources("AWS::SQS::Queue"))


def test_functions_run_on_the_chosen_runtime(assembly: Assembly, emulated: Assembly) -> None:
    for deployed, architecture in ((assembly, "arm64"), (emulated, "x86_64")):
        for name, function in deployed.functions().items():
            assert function.properties["Runtime"] == "python3.13", name
            assert function.properties["Architectures"] == [architecture], name
            assert len(function.properties.get("Layers", [])) <= MOST_LAYERS, name
            assert "ReservedConcurrentExecutions" not in function.properties, name


def test_there_is_nothing_that_the_emulator_or_a_review_cannot_follow(assembly: Assembly) -> None:
    kinds = {item.kind for item in assembly.resources()}

    assert not [kind for kind in kinds if kind.startswith(("Custom::", "AWS::CloudFormation::CustomResource"))]
    assert not [item for item in assembly.functions() if "log-retention" in item.lower()]


def _failure_ends(assembly: Assembly) -> set[str]:
    return {readable(value) for value in _destinations(assembly)}


def _destinations(assembly: Assembly) -> Iterator[Any]:
    """Everything that is named somewhere as the place where failures go."""
    for item in assembly.resources():
        match item.kind:
            case "AWS::SQS::Queue" if "RedrivePolicy" in item.properties:
                yield item.properties["RedrivePolicy"]["deadLetterTargetArn"]
            case "AWS::Lambda::EventInvokeConfig":
                yield item.properties["DestinationConfig"]["OnFailure"]["Destination"]
            case "AWS::Lambda::EventSourceMapping" if "DestinationConfig" in item.properties:
                yield item.properties["DestinationConfig"]["OnFailure"]["Destination"]


def _tls_only(assembly: Assembly) -> Iterator[Any]:
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    for policy in assembly.resources("AWS::SQS::QueuePolicy"):
        statements = policy.properties["PolicyDocument"]["Statement"]
        if any(item["Effect"] == "Deny" and item.get("Condition") == insecure for item in statements):
            yield policy
