"""Alarms on the rate at which an objective's error budget burns: one page for each objective, from two windows each."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra_cdk.components.alarms import hear, metric
from infra_cdk.components.runbook import Page
from infra_cdk.objectives import BURNS, OBJECTIVES, Objective
from infra_cdk.settings import DeploymentSettings


def add_burn_alarms(scope: Construct, settings: DeploymentSettings) -> None:
    """For each objective: long and short window of each rate, and the composite that tells of them.

    An alarm's expression has one period, so each window is an alarm of its own, and those tell nobody.
    """
    for objective in OBJECTIVES:
        either = []
        for burn in BURNS:
            threshold = round(burn.rate * (100 - objective.percent), 6)
            both = [
                _window(scope, settings, objective, minutes, threshold)
                for minutes in (burn.long_minutes, burn.short_minutes)
            ]
            rules = [cloudwatch.AlarmRule.from_alarm(each, cloudwatch.AlarmState.ALARM) for each in both]
            either.append(cloudwatch.AlarmRule.all_of(*rules))
        composite = cloudwatch.CompositeAlarm(
            scope,
            f"{objective.name}Burns",
            alarm_rule=cloudwatch.AlarmRule.any_of(*either),
            alarm_description=_described(f"The error budget of {objective.name} burns. {objective.description}"),
        )
        hear(composite)


def _window(
    scope: Construct, settings: DeploymentSettings, objective: Objective, minutes: int, threshold: float
) -> cloudwatch.Alarm:
    dimensions = {"FunctionName": settings.name(objective.function)}
    share = cloudwatch.MathExpression(
        expression=f"IF({objective.all} >= {objective.least}, {objective.bad}, 0)",
        using_metrics={
            name: metric(each.namespace, each.name, dimensions, each.statistic, minutes)
            for name, each in objective.measures.items()
        },
        label=f"percent bad in {minutes} minutes",
        period=Duration.minutes(minutes),
    )
    return cloudwatch.Alarm(
        scope,
        f"{objective.name}-{minutes}min",
        metric=share,
        threshold=threshold,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        alarm_description=_described(f"{objective.name}: {threshold}% or more bad in {minutes} minutes. Silent alone."),
    )


def _described(text: str) -> str:
    return f"{text} Runbook: {Page.ERROR_BUDGET.path}"
