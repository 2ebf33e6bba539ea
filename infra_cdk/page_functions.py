"""The part of the table of functions about the page on which buyers pay."""

from infra_cdk.limits import HTTP_STRIPE_SECONDS
from infra_cdk.spec import Access, Audience, FunctionSpec, ObjectAccess, Objects, Route, Secret
from infra_cdk.usual import DOCUMENTS, PAGE_ENV, READ, SETTLE, STRIPE_PAGE_ENV, WRITE

# Nobody needs a key for these: what they may cost, and what they may take from the others, has its own bound.
_PAGE_RATE = 200
_DOCS_RATE = 20
# Half of what Stripe takes of one account in a second, so that a flood of presses leaves room for everything else.
_CHECKOUT_RATE = 50

PAGES: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "manage_logo",
        "Keeps a merchant's logo.",
        routes=tuple(Route(f"{method} /v1/logo", Audience.MERCHANT) for method in ("PUT", "GET", "DELETE")),
        environment=PAGE_ENV,
        table=WRITE,
    ),
    FunctionSpec(
        "show_payment_page",
        "Shows the buyer the page of a payment link.",
        routes=tuple(
            Route(key, Audience.PUBLIC, _PAGE_RATE)
            for key in (
                "GET /pay/{token}",
                "GET /pay/{token}/document",
                "GET /pay/complete",
                "GET /logos/{merchant_id}/{digest}",
            )
        ),
        environment=(*PAGE_ENV, "BUCKET_NAME"),
        table=(*READ, Access.UPDATE),
        objects=(Objects(DOCUMENTS, (ObjectAccess.GET,)),),
    ),
    FunctionSpec(
        "show_docs",
        "Shows the API's description, to machines and to people.",
        routes=tuple(Route(key, Audience.PUBLIC, _DOCS_RATE) for key in ("GET /openapi.json", "GET /docs")),
    ),
    FunctionSpec(
        "start_checkout",
        "Sends the buyer of a payment link to the hosted checkout.",
        routes=(Route("POST /pay/{token}/checkout", Audience.PUBLIC, _CHECKOUT_RATE),),
        environment=STRIPE_PAGE_ENV,
        table=SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
)
