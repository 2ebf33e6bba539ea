"""The part of the table of functions about merchants' own Stripe accounts."""

from infra_cdk.limits import HTTP_STRIPE_SECONDS
from infra_cdk.spec import Audience, FunctionSpec, Route, Secret
from infra_cdk.usual import SETTLE, STRIPE_ENV

_OPERATORS = "/v1/merchants/{merchant_id}/stripe-account"

ACCOUNTS: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "manage_stripe_account",
        "Connects a merchant's own Stripe account, tells what it can do, and lets it go.",
        routes=(
            *(Route(f"{method} /v1/stripe-account", Audience.MERCHANT) for method in ("POST", "GET", "DELETE")),
            *(Route(f"{method} {_OPERATORS}", Audience.OPERATOR) for method in ("PUT", "GET", "DELETE")),
        ),
        environment=STRIPE_ENV,
        table=SETTLE,
        queries=("list",),
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
)
