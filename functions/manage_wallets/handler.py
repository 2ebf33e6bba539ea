"""A merchant's wallets: balance, consent, journal."""

from typing import Any

from shared.payments.credits.advising import advice_for
from shared.payments.credits.draining import dry_run
from shared.payments.topping_up import settings
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import PAGING, listing, takes
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings
from shared.table.dynamo import DynamoTable
from shared.wallets import service
from shared.wallets.consents import entry_from_item
from shared.wallets.listing import list_consents, list_pages, wallet_page
from shared.wallets.model import Wallet
from shared.wallets.refills.model import Refill
from shared.wallets.refills.store import read_both, read_refills
from shared.wallets.request import DrainRequest, WalletChange
from shared.wallets.store import page_from_item


class Settings(TableSettings):
    """The table."""


def list_wallets(request: Request) -> Response:
    """A page of the wallets that the caller has used, by currency."""
    merchant_id, page = request.principal.merchant(), page_request(request)
    wallets, following = wallet_page(merchant_id, service.list_wallets(_table(), merchant_id), page)
    refills = read_refills(_table(), wallets)
    shown = [_shown(wallet, refill) for wallet, refill in zip(wallets, refills, strict=True)]
    return Response(200, {"data": shown, "next_cursor": following})


def show_wallet(request: Request) -> Response:
    """One wallet; empty if nothing was ever paid in."""
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    service.known(currency)
    return Response(200, _shown(*read_both(_table(), merchant_id, currency)))


def change_wallet(request: Request) -> Response:
    """The wallet after what was agreed to, or no more, and what else was set."""
    change = parse_body(request, WalletChange)
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    return Response(200, _shown(*settings.change_wallet(_table(), wiring.clock(), merchant_id, currency, change)))


def show_journal(request: Request) -> Response:
    """A page of journal pages, newest first."""
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    listing = list_pages(_table(), merchant_id, currency, page_request(request))
    return Response(200, listing.body([page_from_item(item).public(item["hash"]) for item in listing.items]))


def show_consents(request: Request) -> Response:
    """A page of the changes of consent to automatic debit, newest first."""
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    listing = list_consents(_table(), merchant_id, currency, page_request(request))
    return Response(200, listing.body([entry_from_item(item).public() for item in listing.items]))


def show_advice(request: Request) -> Response:
    """How much clears how many waiting orders, and how long credits last."""
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    return Response(200, advice_for(_table(), wiring.clock(), merchant_id, currency))


def drain(request: Request) -> Response:
    """202: what waits will be paid as far as credits go; with ``dry_run`` 200 and what that would be."""
    body, merchant_id = parse_body(request, DrainRequest, empty_ok=True), request.principal.merchant()
    wallet = service.wallet_of(_table(), merchant_id, request.path["currency"])
    if body.dry_run:
        return Response(200, dry_run(_table(), wiring.clock(), merchant_id, wallet.currency))
    service.ask_for_drain(_table(), wiring.clock(), merchant_id, wallet.currency)
    return Response(202, {"dry_run": False})


def _shown(wallet: Wallet, refill: Refill) -> dict[str, Any]:
    return wallet.public() | refill.public()


def _table() -> DynamoTable:
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        "GET /v1/wallets": takes(list_wallets, *PAGING),
        "GET /v1/wallets/{currency}": show_wallet,
        "PATCH /v1/wallets/{currency}": change_wallet,
        "GET /v1/wallets/{currency}/journal": listing(show_journal),
        "GET /v1/wallets/{currency}/consents": listing(show_consents),
        "GET /v1/wallets/{currency}/advice": show_advice,
        "POST /v1/wallets/{currency}/drain": drain,
    }
)
