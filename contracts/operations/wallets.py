"""Wallets."""

from typing import Final

from contracts.openapi.errors import CHARGED_AMOUNT
from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.advice import Advice, Draining, DryRun
from contracts.responses.journal import Adjustment, AdjustmentList, ConsentList, Journal
from contracts.responses.payments import TopUp
from contracts.responses.wallets import Wallet, WalletList
from shared.wallets.adjustment import AdjustmentRequest
from shared.wallets.request import DrainRequest, TopUpRequest, WalletChange

TAG: Final = "Wallets"
_CONSENT = {"terms": "Orders are paid from credits.", "accepted_by": "Ada Vogel"}

WALLETS: Final = (
    Operation(
        route="GET /v1/wallets",
        name="listWallets",
        tag=TAG,
        summary="List wallets",
        replies={200: Reply("Every wallet that was used.", WalletList)},
    ),
    Operation(
        route="GET /v1/wallets/{currency}",
        name="getWallet",
        tag=TAG,
        summary="Read a wallet",
        replies={200: Reply("The wallet; empty if nothing was ever paid in.", Wallet)},
    ),
    Operation(
        route="PATCH /v1/wallets/{currency}",
        name="changeWallet",
        tag=TAG,
        summary="Change a wallet's settings",
        text="What is left out stays. Consent is given with its text and who agreed, and kept for good.",
        body=Body(
            WalletChange,
            {
                "Agree to automatic debit": {"auto_debit": {"enabled": True, **_CONSENT}},
                "Fill it by itself": {
                    "automatic_top_up": {"enabled": True, "threshold": 5000, "amount": 50000, **_CONSENT}
                },
                "Bounds": {"limits": {"per_day": 100000}, "low_balance_alert": 5000},
            },
        ),
        replies={200: Reply("The wallet after the change.", Wallet)},
        errors=("422 consent_incomplete", *CHARGED_AMOUNT),
    ),
    Operation(
        route="GET /v1/wallets/{currency}/journal",
        name="getJournal",
        tag=TAG,
        summary="Read the journal",
        text="Each page holds the hash of the one before: whoever doubts recomputes it.",
        replies={200: Reply("Journal pages, newest first.", Journal)},
    ),
    Operation(
        route="GET /v1/wallets/{currency}/consents",
        name="listConsents",
        tag=TAG,
        summary="What was agreed to, and when",
        replies={200: Reply("A page, newest first.", ConsentList)},
    ),
    Operation(
        route="GET /v1/wallets/{currency}/advice",
        name="getAdvice",
        tag=TAG,
        summary="How much to top up",
        replies={200: Reply("How much clears how many waiting orders.", Advice)},
    ),
    Operation(
        route="POST /v1/wallets/{currency}/drain",
        name="drainWallet",
        tag=TAG,
        summary="Pay what waits from credits",
        body=Body(DrainRequest, {"Pay": {}, "Only tell": {"dry_run": True}}, optional=True),
        replies={
            200: Reply("With `dry_run`: what it would pay.", DryRun),
            202: Reply("What waits will be paid, oldest first, as far as credits go.", Draining),
        },
    ),
    Operation(
        route="POST /v1/wallets/{currency}/top-ups",
        name="createTopUp",
        tag=TAG,
        summary="Pay credits in",
        body=Body(
            TopUpRequest,
            {"On a hosted page": {"amount": 50000}, "By linked methods": {"amount": 50000, "method": "auto"}},
        ),
        replies={
            201: Reply("The payment.", TopUp),
            202: Reply(
                "The provider has not answered, or its word comes later: read the payment.",
                TopUp,
                examples={"unknown": TopUp.example | {"status": "unknown", "checkout_url": None}},
            ),
        },
        errors=(
            "409 method_unusable",
            "409 no_payment_method",
            "409 not_a_checkout",
            "409 payment_closed",
            "409 top_up_pending",
            *CHARGED_AMOUNT,
        ),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/merchants/{merchant_id}/wallets/{currency}/adjustments",
        name="createAdjustment",
        tag=TAG,
        summary="Put credits in or take them out by hand",
        body=Body(AdjustmentRequest, {"Goodwill": {"amount": 5000, "reason": "goodwill", "actor": "Ada Vogel"}}),
        replies={201: Reply("The adjustment.", Adjustment)},
        errors=("409 balance_out_of_range", "409 insufficient_credits"),
    ),
    Operation(
        route="GET /v1/merchants/{merchant_id}/wallets/{currency}/adjustments",
        name="listAdjustments",
        tag=TAG,
        summary="List adjustments",
        replies={200: Reply("A page, newest first.", AdjustmentList)},
    ),
)
