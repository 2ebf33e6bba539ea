"""Somebody hears of it."""

from bench.costs.others import ALARMS, DASHBOARDS, SECRETS
from infra_cdk.functions import FUNCTIONS
from tests.infra.assembly import Assembly


def test_every_function_has_alarms_on_errors_and_throttles(assembly: Assembly) -> None:
    watched = _watched(assembly, "FunctionName")

    for spec in FUNCTIONS:
        assert {(f"orderpay-dev-{spec.name}", name) for name in ("Errors", "Throttles")} <= watched


def test_the_cost_model_knows_what_a_month_has(assembly: Assembly) -> None:
    alone = [each for each in assembly.resources("AWS::CloudWatch::Alarm") if "MetricName" in each.properties]

    assert len(alone) == ALARMS
    assert len(list(assembly.resources("AWS::CloudWatch::Dashboard"))) == DASHBOARDS
    assert len(list(assembly.resources("AWS::SecretsManager::Secret"))) == SECRETS


def test_lag_is_watched_where_it_arises(assembly: Assembly) -> None:
    assert ("orderpay-dev-relay_events", "IteratorAge") in _watched(assembly, "FunctionName")
    assert _watched(assembly, "QueueName") >= {
        ("orderpay-dev-debits.fifo", "ApproximateAgeOfOldestMessage"),
        ("orderpay-dev-webhooks", "ApproximateAgeOfOldestMessage"),
    }


def test_server_errors_are_watched_at_the_door(assembly: Assembly) -> None:
    metrics = {alarm.properties.get("MetricName") for alarm in assembly.resources("AWS::CloudWatch::Alarm")}

    assert "5xx" in metrics


def test_watched_names_are_names_of_deployed_things(assembly: Assembly) -> None:
    functions = {item.properties["FunctionName"] for item in assembly.resources("AWS::Lambda::Function")}
    queues = {item.properties["QueueName"] for item in assembly.resources("AWS::SQS::Queue")}

    assert {name for name, _ in _watched(assembly, "FunctionName")} <= functions
    assert {name for name, _ in _watched(assembly, "QueueName")} <= queues


def test_silence_is_calm_unless_something_must_happen(assembly: Assembly) -> None:
    for alarm in assembly.resources("AWS::CloudWatch::Alarm"):
        must_happen = alarm.properties.get("MetricName") == "AuditsFinished"
        expected = "breaching" if must_happen else "notBreaching"
        assert alarm.properties["TreatMissingData"] == expected, alarm.logical_id
        assert alarm.properties["AlarmDescription"], alarm.logical_id


def test_an_audit_that_finds_something_or_does_not_end_is_told_of(assembly: Assembly) -> None:
    alarms = {
        alarm.properties.get("MetricName"): alarm.properties for alarm in assembly.resources("AWS::CloudWatch::Alarm")
    }
    found, finished = alarms["AuditDiscrepancies"], alarms["AuditsFinished"]
    names = ("Namespace", "Statistic", "Threshold", "EvaluationPeriods", "Period", "ComparisonOperator")

    assert [found[name] for name in names] == ["OrderPay", "Sum", 1, 1, 300, "GreaterThanOrEqualToThreshold"]
    assert [finished[name] for name in names] == ["OrderPay", "Sum", 1, 2, 86_400, "LessThanThreshold"]
    # As the function writes them: shared.runtime.metrics, with the name that the platform gives it.
    assert finished["Dimensions"] == [{"Name": "FunctionName", "Value": "orderpay-dev-audit_books"}]


def test_nothing_depends_on_the_stack_that_watches(assembly: Assembly) -> None:
    assert not [name for name in assembly.templates["OrderpayObservability"].get("Outputs", {}) if "Export" in name]


def _watched(assembly: Assembly, dimension: str) -> set[tuple[str, str]]:
    return {
        (item["Value"], alarm.properties["MetricName"])
        for alarm in assembly.resources("AWS::CloudWatch::Alarm")
        for item in alarm.properties.get("Dimensions", [])
        if item["Name"] == dimension
    }
