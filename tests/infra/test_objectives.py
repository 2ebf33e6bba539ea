"""Each objective of the table is watched by its alarms and written down; the dashboard shows whatever is deployed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench.costs.others import ALARM_METRICS, COMPOSITES, METRICS
from infra_cdk.functions import FUNCTIONS
from infra_cdk.objectives import BURNS, OBJECTIVES, OURS, Objective
from infra_cdk.spec import FIFO, Queue, StreamTrigger
from shared.runtime import metrics
from tests.infra.assembly import Assembly, Resource

SLO = (Path(__file__).parents[2] / "docs/slo.md").read_text(encoding="utf-8")
EACH = pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda each: each.name)


def windows(assembly: Assembly, objective: Objective) -> dict[int, Resource]:
    """Its alarms by the minutes of their window."""
    found = {}
    for alarm in assembly.resources("AWS::CloudWatch::Alarm"):
        name = re.match(rf"{objective.name}(\d+)min", alarm.logical_id)
        if name:
            found[int(name[1])] = alarm
    return found


def composite(assembly: Assembly, objective: Objective) -> Resource:
    """The alarm that tells of it."""
    found = assembly.resources("AWS::CloudWatch::CompositeAlarm")
    (one,) = [each for each in found if each.logical_id.startswith(f"{objective.name}Burns")]
    return one


@EACH
def test_a_window_alarms_at_its_rate_of_burning(assembly: Assembly, objective: Objective) -> None:
    found = windows(assembly, objective)
    wanted = {
        minutes: burn.rate * (100 - objective.percent)
        for burn in BURNS
        for minutes in (burn.long_minutes, burn.short_minutes)
    }
    assert {minutes: alarm.properties["Threshold"] for minutes, alarm in found.items()} == pytest.approx(wanted)
    for minutes, alarm in found.items():
        queries = {each["Id"]: each for each in alarm.properties["Metrics"]}
        (asked,) = [each for each in queries.values() if each.get("ReturnData", True)]
        assert asked["Expression"] == f"IF({objective.all} >= {objective.least}, {objective.bad}, 0)"
        assert queries.keys() - {asked["Id"]} == objective.measures.keys()
        assert len(queries) <= 11, "ten metrics, and the expression"
        for name, measure in objective.measures.items():
            stat = queries[name]["MetricStat"]
            assert (stat["Period"], stat["Stat"]) == (60 * minutes, measure.statistic)
            assert stat["Metric"]["Namespace"] == measure.namespace
            assert stat["Metric"]["MetricName"] == measure.name
            assert stat["Metric"]["Dimensions"] == [
                {"Name": "FunctionName", "Value": f"orderpay-dev-{objective.function}"}
            ]


@EACH
def test_one_alarm_tells_of_it_when_long_and_short_window_agree(assembly: Assembly, objective: Objective) -> None:
    found = windows(assembly, objective)
    rule = json.dumps(composite(assembly, objective).properties["AlarmRule"])
    for burn in BURNS:
        long, short = found[burn.long_minutes].logical_id, found[burn.short_minutes].logical_id
        assert rule.index(long) < rule.index(" AND ", rule.index(long)) < rule.index(short)
    assert rule.count(" OR ") == len(BURNS) - 1
    assert rule.count(" AND ") == len(BURNS)


@EACH
def test_an_objective_is_written_down_with_its_metrics(objective: Objective) -> None:
    (section,) = [each for each in SLO.split("\n## ") if each.startswith(objective.name + "\n")]
    assert f"{objective.percent}%" in section
    for measure in objective.measures.values():
        assert f"`{measure.namespace}` `{measure.name}`" in section
    assert f"`{objective.function}`" in section
    for part in ("Indicator", "Objective", "Error budget", "What breaks it"):
        assert f"**{part}.**" in section


@EACH
def test_what_it_reads_is_deployed_and_written(assembly: Assembly, objective: Objective) -> None:
    ours = {each.name for each in objective.measures.values() if each.namespace == OURS}
    assert objective.function in {spec.name for spec in FUNCTIONS}
    assert ours <= {
        metrics.SERVER_ERRORS,
        metrics.SECONDS_TO_RELEASED,
        metrics.WEBHOOK_LAG,
        metrics.CALLBACK_DELAY,
    }


def test_the_cost_model_knows_what_an_objective_adds(assembly: Assembly) -> None:
    alarms = [each for each in assembly.resources("AWS::CloudWatch::Alarm") if "Metrics" in each.properties]
    watched = sum("MetricStat" in query for each in alarms for query in each.properties["Metrics"])
    ours = {each.name for objective in OBJECTIVES for each in objective.measures.values() if each.namespace == OURS}
    assert watched == ALARM_METRICS
    assert len(list(assembly.resources("AWS::CloudWatch::CompositeAlarm"))) == COMPOSITES
    assert len(ours | {"AuditDiscrepancies", "AuditsFinished"}) == METRICS


def shown(assembly: Assembly) -> set[tuple[Any, ...]]:
    """Each metric on the dashboard: namespace, name and dimensions."""
    body = assembly.one("AWS::CloudWatch::Dashboard").properties["DashboardBody"]
    parts = body["Fn::Join"][1] if isinstance(body, dict) else [body]
    text = "".join(each if isinstance(each, str) else "-" for each in parts)
    rows = [row for widget in json.loads(text)["widgets"] for row in widget["properties"]["metrics"]]
    return {tuple(part for part in row if isinstance(part, str)) for row in rows}


def test_the_dashboard_shows_every_function_queue_and_stream(assembly: Assembly) -> None:
    found = shown(assembly)
    for spec in FUNCTIONS:
        for name in ("Errors", "Throttles"):
            assert ("AWS/Lambda", name, "FunctionName", f"orderpay-dev-{spec.name}") in found, spec.name
        if isinstance(spec.trigger, StreamTrigger):
            assert ("AWS/Lambda", "IteratorAge", "FunctionName", f"orderpay-dev-{spec.name}") in found, spec.name
    for queue in Queue:
        name = f"orderpay-dev-{queue}" + (".fifo" if queue in FIFO else "")
        for metric in ("ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"):
            assert ("AWS/SQS", metric, "QueueName", name) in found, queue


def test_the_dashboard_shows_what_objectives_are_about(assembly: Assembly) -> None:
    found = shown(assembly)
    for objective in OBJECTIVES:
        for each in objective.measures.values():
            name = f"orderpay-dev-{objective.function}"
            assert (each.namespace, each.name, "FunctionName", name) in found, each.name
