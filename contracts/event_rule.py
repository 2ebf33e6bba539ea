"""The rule that brings ``order.released`` to a production system, ready to be taken over."""

from typing import Any, Final

from contracts.plain_json import as_json

TEMPLATE_PATH: Final = "events/rules/order.released.json"
PATTERN: Final[dict[str, Any]] = {"source": ["orderpay"], "detail-type": ["order.released"], "detail": {"version": [1]}}
"""What a rule on our bus matches."""

TEMPLATE: Final[dict[str, Any]] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Description": "A queue of one's own for orders that may enter production",
    "Parameters": {"BusName": {"Type": "String", "Description": "Output BusName of orderpay's stack"}},
    "Resources": {
        "Production": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "SqsManagedSseEnabled": True,
                "VisibilityTimeout": 120,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Failed", "Arn"]},
                    "maxReceiveCount": 5,
                },
            },
        },
        "Failed": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"SqsManagedSseEnabled": True, "MessageRetentionPeriod": 1209600},
        },
        "Released": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventBusName": {"Ref": "BusName"},
                "Description": "Paid orders may enter production",
                "EventPattern": PATTERN,
                "Targets": [
                    {
                        "Id": "production",
                        "Arn": {"Fn::GetAtt": ["Production", "Arn"]},
                        "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Failed", "Arn"]}},
                        "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
                    }
                ],
            },
        },
        "RuleMaySend": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {
                "Queues": [{"Ref": "Production"}, {"Ref": "Failed"}],
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "events.amazonaws.com"},
                            "Action": "sqs:SendMessage",
                            "Resource": [
                                {"Fn::GetAtt": ["Production", "Arn"]},
                                {"Fn::GetAtt": ["Failed", "Arn"]},
                            ],
                            "Condition": {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Released", "Arn"]}}},
                        }
                    ],
                },
            },
        },
    },
    "Outputs": {"QueueUrl": {"Value": {"Ref": "Production"}}},
}
"""CloudFormation: the queue, its place for failures, the rule, and leave for the rule alone to send."""

RULE: Final = f"""\
## A production system: `order.released`

An order may be produced once `order.released` has come, and not before. It comes once for an order, told at least
once; what goes back later never takes it back, but is told by `order.refunded`, `order.disputed` and
`order.cancelled`.

**Nothing to set up:** the queue behind the output `ReleasedQueueUrl` already gets it. Read that queue, deal with
the event, then delete the message; what fails again and again waits in its dead-letter queue, with an alarm.

**A queue of your own:** [`{TEMPLATE_PATH}`](../{TEMPLATE_PATH}) makes one beside ours, with
the rule, a place for what failed, and leave to send for that rule alone:

```sh
aws cloudformation deploy --stack-name production-orders --template-file {TEMPLATE_PATH} \\
  --parameter-overrides BusName=orderpay-prod
```

**Any other target** (a function, a bus in another account) takes the same event pattern:

```json
{as_json(PATTERN).rstrip()}
```

Then, for each message: parse `detail`. If you have dealt with this `detail.id`, or with this order, delete the
message and be done. Else produce `detail.data.order_id`; `source` and `external_id` are the shop's words for it.
"""
