"""Alarms with common habits: silence is calm unless something must happen; the topic of the context hears of them."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra_cdk.components.runbook import Page


def add_alarm(
    scope: Construct,
    construct_id: str,
    *,
    metric: cloudwatch.IMetric,
    threshold: float,
    description: str,
    page: Page,
    periods: int = 1,
    below: bool = False,
) -> cloudwatch.Alarm:
    """Alarm when the metric reaches the threshold in `periods` periods in a row.

    With `below` the alarm is for what should happen and does not: it rings below the threshold, and silence rings too.
    `page` says what to do; the description ends with it.
    """
    operators, missing = cloudwatch.ComparisonOperator, cloudwatch.TreatMissingData
    alarm = cloudwatch.Alarm(
        scope,
        construct_id,
        metric=metric,
        threshold=threshold,
        evaluation_periods=periods,
        comparison_operator=operators.LESS_THAN_THRESHOLD if below else operators.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=missing.BREACHING if below else missing.NOT_BREACHING,
        alarm_description=f"{description} Runbook: {page.path}",
    )
    hear(alarm)
    return alarm


def hear(alarm: cloudwatch.AlarmBase) -> None:
    """Have the topic of the context told of it; without one it only shows."""
    topic_arn = alarm.node.try_get_context("alarm_topic_arn")
    if topic_arn:
        topic = sns.Topic.from_topic_arn(alarm, "Topic", str(topic_arn))
        alarm.add_alarm_action(actions.SnsAction(topic))


def metric(
    namespace: str, name: str, dimensions: dict[str, str], statistic: str = "Sum", minutes: int = 1
) -> cloudwatch.Metric:
    """One metric by its physical dimensions: a reference would tie the stacks together for nothing."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dimensions,
        statistic=statistic,
        period=Duration.minutes(minutes),
    )
