"""What goes with a call to Stripe beside its parameters."""

from stripe import RequestOptions


def on(account: str | None) -> RequestOptions | None:
    """The call is about this connected account's things (https://docs.stripe.com/connect/authentication)."""
    return {"stripe_account": account} if account else None


def keyed(key: str, account: str | None) -> RequestOptions:
    """The same, repeatable under an idempotency key; a key counts within its account."""
    options: RequestOptions = {"idempotency_key": key}
    return options | {"stripe_account": account} if account else options
