"""Queues, the bus and what feeds functions: nothing is lost without a trace."""

import json
import re
from pathlib import Path
from typing import Any

from infra_cdk.functions import FUNCTIONS
from infra_cdk.paths import REPOSITORY
from infra_cdk.spec import FIFO, QueueTrigger
from shared.invoices.commissions.messages import TOLD_BY
from shared.payments.notifying import news
from shared.payments.outbox import events
from shared.payments.topping_up import messages
from tests.infra.assembly import Assembly, readable, synthesize

HALF_A_DAY = 12 * 3600


def test_visibility_is_six_times_the_time_out_of_the_reader(assembly: Assembly) -> None:
    queues = _queues(assembly)
    for spec in FUNCTIONS:
        if isinstance(spec.trigger, QueueTrigger):
            name = f"{spec.trigger.queue}.fifo" if spec.trigger.queue in FIFO else str(spec.trigger.queue)
            assert queues[name]["VisibilityTimeout"] >= 6 * spec.timeout_seconds


def test_debits_run_in_high_throughput_mode_with_a_fifo_dead_letter_queue(assembly: Assembly) -> None:
    queues = _queues(assembly)
    debits = queues["debits.fifo"]

    assert debits["FifoQueue"] is True
    assert debits["DeduplicationScope"] == "messageGroup"
    assert debits["FifoThroughputLimit"] == "perMessageGroupId"
    assert "ContentBasedDeduplication" not in debits, "the sender names each message: a drain may say the same twice"
    assert readable(debits["RedrivePolicy"]["deadLetterTargetArn"]) == "<QueuesDebitsFailuresQueue.Arn>"
    assert queues["debits-dlq.fifo"]["FifoQueue"] is True


def test_messages_of_a_batch_fail_one_by_one(assembly: Assembly) -> None:
    mappings = _mappings(assembly)
    for name in ("process_webhook", "auto_debit"):
        assert mappings[name]["BatchSize"] == 10
        assert mappings[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mappings[name]["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_what_ends_in_our_own_dead_letter_queues_is_redriven_and_told(assembly: Assembly) -> None:
    queues = _queues(assembly)
    sources = {
        readable(item.properties["EventSourceArn"]): item.properties
        for item in assembly.resources("AWS::Lambda::EventSourceMapping")
        if item.properties["FunctionName"]["Ref"] == assembly.functions()["redrive_messages"].logical_id
    }
    ends = {"Debits": "debits-dlq.fifo", "Webhooks": "webhooks-dlq", "Closings": "closings-dlq",
            "Sendings": "sendings-dlq", "Accruals": "accruals-dlq", "Refills": "refills-dlq",
            "Exports": "exports-dlq", "Clearings": "clearings-dlq",
            "Callbacks": "callbacks-dlq.fifo", "CallbackRetries": "callback-retries-dlq.fifo",
            "ShopOrders": "shop-orders-dlq.fifo"}  # fmt: skip
    assert set(sources) == {f"<Queues{name}FailuresQueue.Arn>" for name in ends}
    for source in sources.values():
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    (spec,) = [spec for spec in FUNCTIONS if spec.name == "redrive_messages"]
    received = {
        dimension["Value"]: alarm.properties
        for alarm in assembly.resources("AWS::CloudWatch::Alarm")
        if alarm.properties.get("MetricName") == "NumberOfMessagesReceived"
        for dimension in alarm.properties["Dimensions"]
    }
    assert set(received) == {f"orderpay-dev-{name}" for name in ends.values()}
    for name in ends.values():
        assert queues[name]["VisibilityTimeout"] == 6 * spec.timeout_seconds
        alarm = received[f"orderpay-dev-{name}"]
        assert (alarm["Threshold"], alarm["Statistic"], alarm["EvaluationPeriods"]) == (1, "Sum", 1)


def test_the_relay_is_patient_and_keeps_what_it_gives_up(assembly: Assembly) -> None:
    relay = _mappings(assembly)["relay_events"]

    assert relay["BatchSize"] == 100
    assert relay["StartingPosition"] == "TRIM_HORIZON"
    assert relay["BisectBatchOnFunctionError"] is True
    assert relay["MaximumRecordAgeInSeconds"] == HALF_A_DAY
    assert relay["MaximumRetryAttempts"] > 0
    assert relay["ParallelizationFactor"] > 1
    assert readable(relay["DestinationConfig"]["OnFailure"]["Destination"]) == "<QueuesRelayFailuresQueue.Arn>"


def test_timelines_come_from_the_same_stream_gathered_and_of_orders_only(assembly: Assembly) -> None:
    mappings = _mappings(assembly)
    relay, timeline = mappings["relay_events"], mappings["record_timeline"]

    assert timeline["EventSourceArn"] == relay["EventSourceArn"]
    assert timeline["MaximumBatchingWindowInSeconds"] == 5
    assert "MaximumBatchingWindowInSeconds" not in relay
    assert _pattern(timeline) == {"dynamodb": {"NewImage": {"kind": {"S": ["order"]}}}}
    assert readable(timeline["DestinationConfig"]["OnFailure"]["Destination"]) == "<QueuesRelayFailuresQueue.Arn>"


def test_all_that_the_relay_can_read_passes_its_filter_and_nothing_else(assembly: Assembly) -> None:
    readers = (
        "outbox/events.py",
        "outbox/relay.py",
        "credits/debit_request.py",
        "collecting/closing_request.py",
        "sending/messages.py",
        "../exports/messages.py",
        "taking/messages.py",
    )
    sources = [(REPOSITORY / "shared/payments" / name).read_text(encoding="utf-8") for name in readers]
    named = re.findall(r'\.get\("kind"\) [!=]= "(\w+)"', "".join(sources))

    passed, links, deliveries = (
        each["dynamodb"]["NewImage"] for each in _patterns(_mappings(assembly)["relay_events"])
    )
    (passing,) = passed["kind"].values()
    assert links == {"kind": {"S": ["link"]}, "document": {"M": {"status": {"S": ["refused"]}}}}
    assert deliveries == {"kind": {"S": ["shop_delivery"]}, "outcome": {"S": ["received", "held"]}}
    read = {*named, *events._READERS, *news._READERS, *messages._READERS}
    assert sorted([*passing, "link", "shop_delivery"]) == sorted(read), (
        "a change of a kind that does not pass is never told"
    )
    assert {"order", "wallet", "adjustment", "surplus"} < set(passing)


def test_no_more_than_two_read_the_stream(assembly: Assembly) -> None:
    readers = [name for name, mapping in _mappings(assembly).items() if "StartingPosition" in mapping]

    assert sorted(readers) == ["record_timeline", "relay_events"], "a third would be throttled"


def test_released_orders_reach_the_queue_of_production(assembly: Assembly) -> None:
    rule = _rule(assembly, "orderpay-dev-order-released")

    assert rule["EventPattern"] == {"source": ["orderpay"], "detail-type": ["order.released"]}
    (target,) = rule["Targets"]
    assert readable(target["Arn"]) == "<QueuesReleasedQueue.Arn>"
    assert readable(target["DeadLetterConfig"]["Arn"]) == "<QueuesReleasedFailuresQueue.Arn>"


def test_what_ses_tells_of_our_mail_reaches_our_queue_and_nothing_else_does(assembly: Assembly) -> None:
    rule = _rule(assembly, "orderpay-dev-mail-told")
    told = assembly.one("AWS::SES::ConfigurationSetEventDestination").properties
    events = told["EventDestination"]

    assert assembly.one("AWS::SES::ConfigurationSet").properties["Name"] == "orderpay-dev-mail"
    assert (told["ConfigurationSetName"], events["Enabled"]) == ("orderpay-dev-mail", True)
    assert set(events["MatchingEventTypes"]) == {"BOUNCE", "COMPLAINT", "DELIVERY", "REJECT"}
    bus = readable(events["EventBridgeDestination"]["EventBusArn"])
    assert bus == "arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default"
    assert "EventBusName" not in rule, "SES publishes to the default bus"
    assert rule["EventPattern"]["source"] == ["aws.ses"]
    assert rule["EventPattern"]["detail"] == {"mail": {"tags": {"ses:configuration-set": ["orderpay-dev-mail"]}}}
    assert len(rule["EventPattern"]["detail-type"]) == len(events["MatchingEventTypes"])
    (target,) = rule["Targets"]
    assert readable(target["Arn"]) == "<QueuesDeliveriesQueue.Arn>"
    assert readable(target["DeadLetterConfig"]["Arn"]) == "<QueuesDeliveriesFailuresQueue.Arn>"


def test_messages_are_handed_over_one_to_a_run(assembly: Assembly) -> None:
    mapping = _mappings(assembly)["deliver_messages"]

    assert mapping["BatchSize"] == 1, "a run that dies leaves open what became of all that it had in hand"


def test_the_log_of_sms_calls_us_only_where_an_account_has_it(
    assembly: Assembly, packages: Path, tmp_path: Path
) -> None:
    assert not list(assembly.resources("AWS::Logs::SubscriptionFilter"))
    logged = synthesize({"packages_path": str(packages), "sms_delivery_log": "on"}, tmp_path)
    filters = [item.properties for item in logged.resources("AWS::Logs::SubscriptionFilter")]
    reader = logged.functions()["record_deliveries"].logical_id

    assert {readable(item["LogGroupName"]) for item in filters} == {
        f"sns/<AWS::Region>/<AWS::AccountId>/DirectPublishToPhoneNumber{suffix}" for suffix in ("", "/Failure")
    }
    assert {item["DestinationArn"]["Fn::GetAtt"][0] for item in filters} == {reader}
    allowed = [
        item.properties
        for item in logged.resources("AWS::Lambda::Permission")
        if item.properties["Principal"] == "logs.amazonaws.com"
    ]
    assert len(allowed) == len(filters)
    assert all(item["SourceAccount"] == {"Ref": "AWS::AccountId"} for item in allowed)
    (kept,) = [
        item.properties
        for item in logged.resources("AWS::Lambda::EventInvokeConfig")
        if item.properties["FunctionName"]["Ref"] == reader
    ]
    assert readable(kept["DestinationConfig"]["OnFailure"]["Destination"]) == "<QueuesDeliveriesFailuresQueue.Arn>"


def test_schedules_run_as_often_as_the_table_says(assembly: Assembly) -> None:
    schedules = {item.properties["Name"]: item.properties for item in assembly.resources("AWS::Scheduler::Schedule")}

    assert {name: item["ScheduleExpression"] for name, item in schedules.items()} == {
        "orderpay-dev-expire_links": "rate(1 minute)",
        "orderpay-dev-retry_callbacks": "rate(1 minute)",
        "orderpay-dev-audit_books": "rate(15 minutes)",
        "orderpay-dev-find_missed_events": "rate(5 minutes)",
        "orderpay-dev-follow_payouts": "rate(5 minutes)",
        "orderpay-dev-repair_payments": "rate(5 minutes)",
        "orderpay-dev-purge_links": "rate(5 minutes)",
        "orderpay-dev-remind_methods": "rate(5 minutes)",
        "orderpay-dev-wake_wallets": "rate(5 minutes)",
        "orderpay-dev-retry_shop_orders": "rate(5 minutes)",
        "orderpay-dev-return_money": "rate(1 minute)",
        "orderpay-dev-clear_payments": "rate(5 minutes)",
        "orderpay-dev-bill_commissions": "rate(60 minutes)",
        "orderpay-dev-collect_invoices": "rate(5 minutes)",
    }
    for schedule in schedules.values():
        assert readable(schedule["Target"]["DeadLetterConfig"]["Arn"]) == "<QueuesScheduleFailuresQueue.Arn>"
        assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] > 0


def test_commissions_are_told_of_all_that_may_change_them(assembly: Assembly) -> None:
    rule = _rule(assembly, "orderpay-dev-order-money")

    assert rule["EventPattern"] == {"source": ["orderpay"], "detail-type": list(TOLD_BY)}
    (target,) = rule["Targets"]
    assert readable(target["Arn"]) == "<QueuesAccrualsQueue.Arn>"
    assert readable(target["DeadLetterConfig"]["Arn"]) == "<QueuesAccrualsFailuresQueue.Arn>"


def _rule(assembly: Assembly, name: str) -> Any:
    (found,) = [rule for rule in assembly.resources("AWS::Events::Rule") if rule.properties["Name"] == name]
    return found.properties


def _queues(assembly: Assembly) -> dict[str, Any]:
    found = (item.properties for item in assembly.resources("AWS::SQS::Queue"))
    return {item["QueueName"].removeprefix("orderpay-dev-"): item for item in found}


def _mappings(assembly: Assembly) -> dict[str, Any]:
    names = {function.logical_id: name for name, function in assembly.functions().items()}
    found = (item.properties for item in assembly.resources("AWS::Lambda::EventSourceMapping"))
    return {names[item["FunctionName"]["Ref"]]: item for item in found}


def _pattern(mapping: Any) -> Any:
    (found,) = _patterns(mapping)
    return found


def _patterns(mapping: Any) -> list[Any]:
    return [json.loads(found["Pattern"]) for found in mapping["FilterCriteria"]["Filters"]]
