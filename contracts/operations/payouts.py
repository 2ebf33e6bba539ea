"""The provider's payouts: a merchant's own account's, and the platform's."""

from typing import Final

from contracts.openapi.operation import Operation, Reply
from contracts.responses.payouts import PayoutList, PayoutReport

TAG: Final = "Payouts"
_LIST: Final = {200: Reply("A page, newest first.", PayoutList)}
_ONE: Final = {200: Reply("The payout, with a page of its lines that are ours.", PayoutReport)}

PAYOUTS: Final = (
    Operation(
        route="GET /v1/payouts",
        name="listPayouts",
        tag=TAG,
        summary="List the payouts of the merchant's own account",
        replies=_LIST,
    ),
    Operation(
        route="GET /v1/payouts/{payout_id}",
        name="getPayout",
        tag=TAG,
        summary="Read a payout and what it consists of",
        replies=_ONE,
    ),
    Operation(
        route="GET /v1/platform/payouts",
        name="listPlatformPayouts",
        tag=TAG,
        summary="List the payouts of the platform's account",
        replies=_LIST,
    ),
    Operation(
        route="GET /v1/platform/payouts/{payout_id}",
        name="getPlatformPayout",
        tag=TAG,
        summary="Read a payout of the platform's and what it consists of",
        replies=_ONE,
    ),
)
