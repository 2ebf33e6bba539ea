"""Merchants, their keys, accounts and logo."""

from typing import Final

from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.merchants import (
    Account,
    ApiKeyList,
    Logo,
    Merchant,
    MerchantList,
    NewApiKey,
    NewStripeAccount,
    StripeAccount,
)
from shared.merchants.request import ApiKeyRequest, MerchantChange, MerchantRequest
from shared.merchants.stripe_account.request import NamedAccount, OnboardingRequest

TAG: Final = "Merchants"
ACCOUNTS: Final = "Own account at the provider"
_PICTURES: Final = ("image/png", "image/jpeg", "image/webp")
_REFRESH: Final = {"refresh": "`true` asks the provider first."}

MERCHANTS: Final = (
    Operation(
        route="POST /v1/merchants",
        name="createMerchant",
        tag=TAG,
        summary="Make a merchant",
        body=Body(
            MerchantRequest, {"A shop": {"name": "Paper & Thread", "currency": "EUR", "email": "books@shop.example"}}
        ),
        replies={201: Reply("The merchant.", Merchant)},
    ),
    Operation(
        route="GET /v1/merchants",
        name="listMerchants",
        tag=TAG,
        summary="List merchants",
        replies={200: Reply("A page, newest first.", MerchantList)},
    ),
    Operation(
        route="GET /v1/merchants/{merchant_id}",
        name="getMerchant",
        tag=TAG,
        summary="Read a merchant",
        replies={200: Reply("The merchant.", Merchant)},
    ),
    Operation(
        route="PATCH /v1/merchants/{merchant_id}",
        name="changeMerchant",
        tag=TAG,
        summary="Change a merchant",
        text="What is left out stays; `null` clears what a merchant need not have.",
        body=Body(MerchantChange, {"Commission": {"commission": {"basis_points": 250, "minimum": 10}}}),
        replies={200: Reply("The merchant after the change.", Merchant)},
        errors=("422 empty_change",),
    ),
    Operation(
        route="POST /v1/merchants/{merchant_id}/api-keys",
        name="createApiKey",
        tag=TAG,
        summary="Make an API key",
        text="A repeat under the same `Idempotency-Key` answers the key without its secret.",
        body=Body(ApiKeyRequest, {"With a label": {"label": "shop plugin"}}, optional=True),
        replies={201: Reply("The key, with its secret this once.", NewApiKey)},
    ),
    Operation(
        route="GET /v1/merchants/{merchant_id}/api-keys",
        name="listApiKeys",
        tag=TAG,
        summary="List API keys",
        replies={200: Reply("A page, newest first, without secrets.", ApiKeyList)},
    ),
    Operation(
        route="DELETE /v1/merchants/{merchant_id}/api-keys/{key_id}",
        name="revokeApiKey",
        tag=TAG,
        summary="Revoke an API key",
        replies={204: Reply("It opens nothing any more, within 60 seconds.")},
    ),
    Operation(
        route="GET /v1/account",
        name="getAccount",
        tag=TAG,
        summary="Read the caller's own account",
        replies={200: Reply("What it is set to, and what to do when it is restricted.", Account)},
        errors=("404 not_found",),
    ),
    Operation(
        route="PUT /v1/logo",
        name="putLogo",
        tag=TAG,
        summary="Put a logo on the payment pages",
        text="The body is the picture itself: PNG, JPEG or WebP, at most 102,400 bytes.",
        body=Body(None, {}, media_types=_PICTURES),
        replies={200: Reply("The logo.", Logo)},
        errors=("404 not_found", "413 logo_too_large", "422 logo_dimensions", "422 not_a_picture"),
    ),
    Operation(
        route="GET /v1/logo",
        name="getLogo",
        tag=TAG,
        summary="Read what is known of the logo",
        replies={200: Reply("The logo.", Logo)},
        errors=("404 not_found",),
    ),
    Operation(
        route="DELETE /v1/logo",
        name="deleteLogo",
        tag=TAG,
        summary="Take the logo away",
        replies={204: Reply("There is none any more.")},
        errors=("404 not_found",),
    ),
    Operation(
        route="POST /v1/stripe-account",
        name="connectStripeAccount",
        tag=ACCOUNTS,
        summary="Connect an own account",
        text="Payments of links and orders then collect there. Each call answers a new page of the provider's with "
        "its questions.",
        body=Body(
            OnboardingRequest, {"A new account": {"return_url": "https://shop.example/settings", "country": "AT"}}
        ),
        replies={201: Reply("The account, and where its owner goes on.", NewStripeAccount)},
        errors=(
            "404 not_found",
            "409 account_closed",
            "409 account_disconnecting",
            "422 country_required",
            "422 email_required",
        ),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/stripe-account",
        name="getStripeAccount",
        tag=ACCOUNTS,
        summary="Read the own account",
        replies={200: Reply("What it can do.", StripeAccount)},
        errors=("404 not_found",),
        parameters=_REFRESH,
        asks_provider=True,
    ),
    Operation(
        route="DELETE /v1/stripe-account",
        name="disconnectStripeAccount",
        tag=ACCOUNTS,
        summary="Let the own account go",
        replies={204: Reply("Nothing collects there any more.")},
        errors=("404 not_found", "409 payment_pending"),
        asks_provider=True,
    ),
    Operation(
        route="PUT /v1/merchants/{merchant_id}/stripe-account",
        name="nameStripeAccount",
        tag=ACCOUNTS,
        summary="Name a merchant's account",
        text="One that is connected to the platform already.",
        body=Body(NamedAccount, {"Connected before": {"account": "acct_1Nv0FGQ9RKHgCVdK"}}),
        replies={200: Reply("The account.", StripeAccount)},
        errors=("409 account_connected", "409 account_taken", "422 account_unreachable", "422 platform_account"),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/merchants/{merchant_id}/stripe-account",
        name="getMerchantStripeAccount",
        tag=ACCOUNTS,
        summary="Read a merchant's account",
        replies={200: Reply("What it can do.", StripeAccount)},
        parameters=_REFRESH,
        asks_provider=True,
    ),
    Operation(
        route="DELETE /v1/merchants/{merchant_id}/stripe-account",
        name="disconnectMerchantStripeAccount",
        tag=ACCOUNTS,
        summary="Let a merchant's account go",
        replies={204: Reply("Nothing collects there any more.")},
        errors=("409 payment_pending",),
        asks_provider=True,
    ),
)
