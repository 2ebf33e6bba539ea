"""API keys and the account that a request acts for (https://docs.stripe.com/api/authentication)."""

import base64
import binascii
import re

from local.stripe_simulator.errors import StripeError, invalid_request, unauthorized
from local.stripe_simulator.protocol.shapes import api_version
from local.stripe_simulator.settings import Settings
from local.stripe_simulator.wire import Request

ACCOUNT = re.compile(r"acct_[A-Za-z0-9]+")
NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
    "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
)


def given_key(request: Request) -> str:
    """The key of a Bearer or Basic header; '' without one."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode("utf-8").partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def check_key(request: Request, settings: Settings) -> None:
    """Raises StripeError (401) unless the request carries one of the simulator's keys."""
    key = given_key(request)
    if not key:
        raise unauthorized(NO_KEY)
    if key not in settings.keys:
        raise unauthorized(f"Invalid API Key provided: {key[:8]}{'*' * max(len(key) - 12, 4)}{key[-4:]}")


def acting_account(request: Request, settings: Settings) -> str:
    """The connected account of `Stripe-Account`, or '' for the platform. Raises StripeError (403) for no account id."""
    account = request.headers.get("stripe-account", "")
    if account in ("", settings.platform_account):
        return ""
    if not ACCOUNT.fullmatch(account):
        message = (
            f"The provided key does not have access to account '{account}' (or that account does not exist). "
            "Application access may have been revoked."
        )
        raise StripeError(403, "invalid_request_error", message, code="account_invalid")
    return account


def check_version(request: Request) -> None:
    """Raises StripeError (400) for another API version than the pinned one."""
    version = request.headers.get("stripe-version", api_version())
    if version != api_version():
        raise invalid_request(f"Invalid Stripe API version: {version}. The simulator speaks {api_version()}.")
