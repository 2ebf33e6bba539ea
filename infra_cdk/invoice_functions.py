"""The part of the table of functions about what merchants owe the operator."""

from infra_cdk.limits import HTTP_STRIPE_SECONDS
from infra_cdk.spec import MAIN, Access, Audience, FunctionSpec, Queue, QueueTrigger, Route, ScheduleTrigger, Secret
from infra_cdk.usual import LISTS, PAGE_ENV, SETTLE, STRIPE_ENV, WRITE

_OF_MERCHANT = "/v1/merchants/{merchant_id}/invoices"
_ONE = "/v1/invoices/{invoice_id}"

INVOICES: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "manage_invoices",
        "Makes invoices, sends and voids them, at the operator's word.",
        routes=tuple(
            Route(key, Audience.OPERATOR)
            for key in (
                f"POST {_OF_MERCHANT}",
                f"GET {_OF_MERCHANT}",
                f"GET {_OF_MERCHANT}/{{invoice_id}}",
                f"GET {_OF_MERCHANT}/{{invoice_id}}/document",
                f"PATCH {_ONE}",
                f"POST {_ONE}/send",
                f"POST {_ONE}/void",
            )
        ),
        environment=STRIPE_ENV,
        table=SETTLE,
        queries=("list",),
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "read_invoices",
        "Reads a merchant's invoices, and what it owes as a whole.",
        routes=tuple(
            Route(key, Audience.MERCHANT)
            for key in ("GET /v1/invoices", f"GET {_ONE}", f"GET {_ONE}/document", "GET /v1/balance")
        ),
        environment=PAGE_ENV,
        table=LISTS,
        queries=("list",),
    ),
    FunctionSpec(
        "accrue_commissions",
        "Keeps what the operator earns of each paid order.",
        trigger=QueueTrigger(Queue.ACCRUALS, max_concurrency=10),
        environment=("TABLE_NAME",),
        table=(*WRITE, Access.BATCH_GET),
        timeout_seconds=30,
    ),
    FunctionSpec(
        "bill_commissions",
        "Makes the invoices of months of commissions that are over.",
        trigger=ScheduleTrigger(every_minutes=60),
        environment=("TABLE_NAME",),
        table=WRITE,
        queries=(MAIN, "due"),
        timeout_seconds=240,
    ),
    FunctionSpec(
        "collect_invoices",
        "Charges invoices by itself, and restricts the account of who does not pay.",
        trigger=ScheduleTrigger(every_minutes=5),
        environment=(*STRIPE_ENV, "DUNNING_DAYS"),
        table=SETTLE,
        queries=(MAIN, "list", "due"),
        secrets=(Secret.STRIPE,),
        timeout_seconds=240,
    ),
    FunctionSpec(
        "read_account",
        "Tells a merchant what it is set to, and whether it is restricted.",
        routes=(Route("GET /v1/account", Audience.MERCHANT),),
        environment=PAGE_ENV,
        table=LISTS,
    ),
)
