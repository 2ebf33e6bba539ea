"""Every role holds exactly what docs/architecture.md says its function may do."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.infra.assembly import Assembly, Resource, as_list, readable

Grant = tuple[str, str]

TABLE = "<Table.Arn>"
LIST, DUE = f"{TABLE}/index/list", f"{TABLE}/index/due"
CLOSINGS = "<QueuesClosingsQueue.Arn>"
ACCRUALS = "<QueuesAccrualsQueue.Arn>"
REFILLS = "<QueuesRefillsQueue.Arn>"
EXPORTS = "<QueuesExportsQueue.Arn>"
CLEARINGS = "<QueuesClearingsQueue.Arn>"
CALLBACKS = "<QueuesCallbacksQueue.Arn>"
CALLBACK_RETRIES = "<QueuesCallbackRetriesQueue.Arn>"
SHOP_ORDERS = "<QueuesShopOrdersQueue.Arn>"
SENDINGS, DELIVERIES = "<QueuesSendingsQueue.Arn>", "<QueuesDeliveriesQueue.Arn>"
OUR_MAIL = "arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>"
ANY_TOPIC = "arn:<AWS::Partition>:sns:*:*:*"
DEBITS, WEBHOOKS = "<QueuesDebitsQueue.Arn>", "<QueuesWebhooksQueue.Arn>"
RELAY_FAILURES = "<QueuesRelayFailuresQueue.Arn>"
SCHEDULE_FAILURES = "<QueuesScheduleFailuresQueue.Arn>"
STREAM_PATTERN = "arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/orderpay-dev-table/stream/*"
BUCKET = "arn:<AWS::Partition>:s3:::orderpay-dev-documents-<AWS::AccountId>-<AWS::Region>"
REJECTED, UPLOADS, DOCUMENTS = f"{BUCKET}/rejected/*", f"{BUCKET}/uploads/*", f"{BUCKET}/documents/*"
EXPORTED = f"{BUCKET}/exports/*"
DELIVERED = f"{BUCKET}/deliveries/*"


def items(*actions: str) -> set[Grant]:
    return {(f"dynamodb:{action}", TABLE) for action in actions}


def objects(where: str, *actions: str) -> set[Grant]:
    return {(f"s3:{action}Object", where) for action in actions}


def query(*targets: str) -> set[Grant]:
    return {("dynamodb:Query", target) for target in targets}


def consume(queue: str) -> set[Grant]:
    return {(f"sqs:{action}", queue) for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")}


def send(queue: str) -> set[Grant]:
    return {("sqs:SendMessage", queue)}


def secret(name: str) -> set[Grant]:
    return {("secretsmanager:GetSecretValue", f"<{name}Secret.Id>")}


READ = items("GetItem")
LISTS = items("GetItem", "BatchGetItem")
WRITE = items("GetItem", "PutItem", "UpdateItem")
DEBIT = WRITE | items("ConditionCheckItem")
SETTLE = DEBIT | items("BatchGetItem")
STRIPE = secret("Stripe")
STREAM = {
    ("dynamodb:DescribeStream", "<Table.StreamArn>"),
    ("dynamodb:GetRecords", "<Table.StreamArn>"),
    ("dynamodb:GetShardIterator", "<Table.StreamArn>"),
    ("dynamodb:ListStreams", STREAM_PATTERN),
}

EXPECTED: dict[str, set[Grant]] = {
    "authorize_request": READ | secret("Operator"),
    "check_health": set(),
    "show_docs": set(),
    "order_intake": items("PutItem", "BatchGetItem"),
    "read_orders": LISTS | query(LIST, DUE),
    "manage_merchants": WRITE | items("BatchGetItem") | query(LIST),
    "manage_wallets": WRITE | items("BatchGetItem") | query(TABLE, DUE),
    "adjust_wallets": WRITE | items("BatchGetItem") | query(LIST),
    "top_up_wallet": SETTLE | STRIPE,
    "read_links": LISTS | query(TABLE, LIST),
    "manage_links": SETTLE | STRIPE | objects(UPLOADS, "Put"),
    "send_links": items("PutItem", "UpdateItem", "BatchGetItem") | query(TABLE),
    "manage_templates": items("GetItem", "PutItem"),
    "deliver_messages": DEBIT
    | consume(SENDINGS)
    | {
        ("ses:SendEmail", f"{OUR_MAIL}:identity/no-reply@orderpay.invalid"),
        ("ses:SendEmail", f"{OUR_MAIL}:identity/orderpay.invalid"),
        ("ses:SendEmail", f"{OUR_MAIL}:configuration-set/orderpay-dev-mail"),
        ("sns:Publish", f"anything but {ANY_TOPIC}"),
        ("sns:CheckIfPhoneNumberIsOptedOut", "*"),
    },
    "record_deliveries": WRITE | consume(DELIVERIES),
    "show_payment_page": items("GetItem", "UpdateItem") | objects(DOCUMENTS, "Get"),
    "manage_logo": WRITE,
    "start_checkout": SETTLE | STRIPE,
    "stripe_webhook": STRIPE | send(WEBHOOKS),
    "process_webhook": SETTLE | STRIPE | consume(WEBHOOKS),
    "relay_events": STREAM
    | send(DEBITS)
    | send(CLOSINGS)
    | send(SENDINGS)
    | send(REFILLS)
    | send(EXPORTS)
    | send(CALLBACKS)
    | send(SHOP_ORDERS)
    | send(RELAY_FAILURES)
    | {("events:PutEvents", "<EventsBus.Arn>")}
    | objects(REJECTED, "Put"),
    "close_links": SETTLE | STRIPE | consume(CLOSINGS),
    "refill_wallets": SETTLE | STRIPE | query(DUE) | consume(REFILLS),
    "pay_orders": SETTLE | STRIPE | query(LIST),
    "explain_order": items("GetItem", "BatchGetItem"),
    "record_timeline": STREAM
    | items("GetItem", "BatchGetItem", "PutItem")
    | send(RELAY_FAILURES)
    | objects(REJECTED, "Put"),
    "change_order": SETTLE | STRIPE,
    "cancel_order": SETTLE | STRIPE,
    "capture_payment": SETTLE | STRIPE,
    "manage_stripe_account": SETTLE | STRIPE | query(LIST),
    "manage_invoices": SETTLE | STRIPE | query(LIST),
    "read_account": LISTS,
    "read_invoices": LISTS | query(LIST),
    "manage_methods": WRITE | items("BatchGetItem") | STRIPE,
    "read_shop_methods": items("GetItem") | STRIPE,
    "remind_methods": WRITE | items("BatchGetItem") | STRIPE | query(DUE) | send(SCHEDULE_FAILURES),
    "manage_notifications": LISTS | items("UpdateItem") | query(LIST, DUE),
    "refund_payments": SETTLE | STRIPE | query(LIST),
    "manage_callbacks": WRITE | items("BatchGetItem", "DeleteItem") | query(TABLE, LIST) | send(CALLBACK_RETRIES),
    "send_callbacks": WRITE | query(TABLE) | consume(CALLBACKS),
    "resend_callbacks": WRITE
    | items("BatchGetItem", "DeleteItem")
    | query(TABLE, DUE, LIST)
    | consume(CALLBACK_RETRIES)
    | send(CALLBACK_RETRIES),
    "retry_callbacks": query(DUE) | send(CALLBACK_RETRIES) | send(SCHEDULE_FAILURES),
    "receive_shop_order": items("GetItem", "PutItem") | objects(DELIVERED, "Put"),
    "take_shop_orders": SETTLE | STRIPE | query(LIST) | consume(SHOP_ORDERS) | objects(DELIVERED, "Get"),
    "retry_shop_orders": items("GetItem", "UpdateItem") | query(DUE) | send(SCHEDULE_FAILURES),
    "manage_shops": WRITE | items("BatchGetItem", "DeleteItem") | query(LIST) | objects(DELIVERED, "Get"),
    "auto_debit": DEBIT | items("BatchGetItem") | query(DUE) | consume(DEBITS),
    "expire_links": SETTLE | STRIPE | query(DUE) | send(SCHEDULE_FAILURES),
    "check_documents": items("GetItem", "UpdateItem")
    | consume("<QueuesUploadsQueue.Arn>")
    | objects(UPLOADS, "Get", "Delete")
    | objects(DOCUMENTS, "Put", "Delete")
    | {("s3:ListBucket", "<Bucket.Arn>")},
    "redrive_messages": WRITE
    | items("BatchGetItem")
    | consume("<QueuesDebitsFailuresQueue.Arn>")
    | consume("<QueuesWebhooksFailuresQueue.Arn>")
    | consume("<QueuesClosingsFailuresQueue.Arn>")
    | consume("<QueuesSendingsFailuresQueue.Arn>")
    | consume("<QueuesAccrualsFailuresQueue.Arn>")
    | consume("<QueuesRefillsFailuresQueue.Arn>")
    | consume("<QueuesExportsFailuresQueue.Arn>")
    | consume("<QueuesClearingsFailuresQueue.Arn>")
    | consume("<QueuesCallbacksFailuresQueue.Arn>")
    | consume("<QueuesCallbackRetriesFailuresQueue.Arn>")
    | consume("<QueuesShopOrdersFailuresQueue.Arn>")
    | query(TABLE)
    | send(CALLBACK_RETRIES)
    | objects(REJECTED, "Put"),
    "find_missed_events": SETTLE | STRIPE | query(DUE, LIST) | send(SCHEDULE_FAILURES),
    "manage_exports": items("GetItem", "BatchGetItem", "PutItem") | query(TABLE, LIST) | objects(EXPORTED, "Get"),
    "write_exports": items("GetItem", "BatchGetItem", "UpdateItem")
    | query(TABLE, LIST)
    | consume(EXPORTS)
    | objects(EXPORTED, "Get", "Put")
    | {("s3:ListBucket", "<Bucket.Arn>")},
    "read_payouts": LISTS | query(TABLE, LIST),
    "follow_payouts": SETTLE | STRIPE | query(LIST, DUE) | send(SCHEDULE_FAILURES),
    "read_audits": LISTS | query(TABLE, LIST),
    "audit_books": SETTLE | STRIPE | query(TABLE, LIST, DUE) | send(SCHEDULE_FAILURES),
    "purge_links": SETTLE
    | items("DeleteItem")
    | STRIPE
    | query(TABLE, DUE)
    | send(SCHEDULE_FAILURES)
    | objects(UPLOADS, "Delete")
    | objects(DOCUMENTS, "Delete")
    | {("s3:ListBucket", "<Bucket.Arn>")},
    "repair_payments": SETTLE | STRIPE | query(DUE) | send(SCHEDULE_FAILURES),
    "return_money": SETTLE | STRIPE | query(DUE) | send(SCHEDULE_FAILURES),
    "clear_payments": SETTLE | STRIPE | query(DUE) | send(CLEARINGS) | send(SCHEDULE_FAILURES),
    "complete_orders": SETTLE | STRIPE | consume(CLEARINGS),
    "accrue_commissions": WRITE | items("BatchGetItem") | consume(ACCRUALS),
    "bill_commissions": WRITE | query(TABLE, DUE) | send(SCHEDULE_FAILURES),
    "collect_invoices": SETTLE | query(TABLE, LIST, DUE) | STRIPE | send(SCHEDULE_FAILURES),
    "wake_wallets": items("UpdateItem") | query(DUE) | send(SCHEDULE_FAILURES),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_role_holds_exactly_its_grants(assembly: Assembly, name: str) -> None:
    granted = set(_granted(assembly, assembly.functions()[name]))
    log_group = f"<{name.replace('_', '')}Logs.Arn>"

    assert granted == EXPECTED[name] | {("logs:CreateLogStream", log_group), ("logs:PutLogEvents", log_group)}


def test_every_function_is_listed_here(assembly: Assembly) -> None:
    assert set(EXPECTED) == set(assembly.functions())


def test_no_role_gets_a_ready_made_policy(assembly: Assembly) -> None:
    for role in assembly.resources("AWS::IAM::Role"):
        assert not role.properties.get("ManagedPolicyArns"), role.logical_id
        assert not role.properties.get("Policies"), role.logical_id


def test_the_scheduler_may_call_only_the_scheduled_function(assembly: Assembly) -> None:
    for name in ("auditbooks", "expirelinks", "purgelinks", "repairpayments", "wakewallets"):
        role_name = next(
            r.logical_id for r in assembly.resources("AWS::IAM::Role") if f"{name}schedule" in r.logical_id
        )
        assert set(_of_role(assembly, role_name)) == {
            ("lambda:InvokeFunction", f"<{name}Function.Arn>"),
            ("sqs:SendMessage", SCHEDULE_FAILURES),
        }


def _granted(assembly: Assembly, function: Resource) -> Iterable[Grant]:
    return _of_role(assembly, function.properties["Role"]["Fn::GetAtt"][0])


def _of_role(assembly: Assembly, role: str) -> Iterable[Grant]:
    for policy in assembly.resources("AWS::IAM::Policy"):
        if {"Ref": role} not in policy.properties["Roles"]:
            continue
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            for action in as_list(statement["Action"]):
                yield from ((action, target) for target in _targets(statement))


def _targets(statement: Mapping[str, Any]) -> Iterable[str]:
    for resource in as_list(statement.get("Resource", [])):
        yield readable(resource)
    for resource in as_list(statement.get("NotResource", [])):
        yield f"anything but {readable(resource)}"
