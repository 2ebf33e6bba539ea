"""What accrues and bills commissions in tests: the bus's messages, and the job."""

import json

from functions.accrue_commissions.handler import lambda_handler as accrue_commissions
from functions.bill_commissions.handler import lambda_handler as bill_commissions
from shared.invoices.commissions.messages import TOLD_BY
from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.support.samples import sample
from tests.support.world import Json, World


def told(world: World) -> list[str]:
    """The bodies of all messages that the rule for orders' money lets through, since the beginning, oldest first."""
    bodies = []
    for record in world.stream_records(start=0):
        change = record["dynamodb"]
        old, new = (from_wire(change[name]) if name in change else None for name in ("OldImage", "NewImage"))
        details = [event.detail() for event in events_of(old, new)]
        bodies += [
            json.dumps({"detail-type": each["type"], "detail": each}) for each in details if each["type"] in TOLD_BY
        ]
    return bodies


def accrue(world: World, bodies: list[str] | None = None) -> None:
    """Deliver these messages (default: all there ever were); none fails."""
    for body in told(world) if bodies is None else bodies:
        record = {"messageId": "m", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}
        assert accrue_commissions({"Records": [record]}, None) == {"batchItemFailures": []}


def bill() -> Json:
    """One run of the job."""
    return bill_commissions(sample("bill_commissions"), None)


def rows(world: World) -> list[int]:
    """The amounts of what was accrued, and taken back, sorted."""
    return sorted(item["amount"] for item in world.items("accrual"))


def commissions_add_up(world: World) -> None:
    """The rows of each order come to what is owed for it, and months to what was billed and carried on."""
    owed = {item["pk"]: item["owed"] for item in world.items("commission")}
    sums = dict.fromkeys(owed, 0)
    for row in world.items("accrual"):
        if "order_id" in row:
            sums[row["order_id"]] += row["amount"]
    assert sums == owed
