"""A merchant's wallets: balance, consent, journal."""

from shared.payments.credits.advising import advice_for
from shared.payments.credits.draining import dry_run
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import TableSettings, read_settings
from shared.table.dynamo import DynamoTable
from shared.wallets import service
from shared.wallets.consents import entry_from_item
from shared.wallets.request import DrainRequest, WalletChange
from shared.wallets.store import page_from_item


class Settings(TableSettings):
    """The table."""


def list_wallets(request: Request) -> Response:
    """Every wallet that the caller has used."""
    wallets = service.list_wallets(_table(), request.principal.merchant())
    return Response(200, {"data": [wallet.public() for wallet in wallets], "next_cursor": None})


def show_wallet(request: Request) -> Response:
    """One wallet; empty if nothing was ever paid in."""
    wallet = service.wallet_of(_table(), request.principal.merchant(), request.path["currency"])
    return Response(200, wallet.public())


def change_wallet(request: Request) -> Response:
    """The wallet after consent was given or withdrawn."""
    change = parse_body(request, WalletChange)
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    return Response(200, service.change_wallet(_table(), wiring.clock(), merchant_id, currency, change).public())


def show_journal(request: Request) -> Response:
    """A page of journal pages, newest first."""
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    listing = service.list_pages(_table(), merchant_id, currency, request.limit(20), request.query.get("cursor"))
    return Response(200, listing.body([page_from_item(item).public(item["hash"]) for item in listing.items]))


def show_consents(request: Request) -> Response:
    """A page of the changes of consent to automatic debit, newest first."""
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    listing = service.list_consents(_table(), merchant_id, currency, request.limit(), request.query.get("cursor"))
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


def _table() -> DynamoTable:
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        "GET /v1/wallets": list_wallets,
        "GET /v1/wallets/{currency}": show_wallet,
        "PATCH /v1/wallets/{currency}": change_wallet,
        "GET /v1/wallets/{currency}/journal": show_journal,
        "GET /v1/wallets/{currency}/consents": show_consents,
        "GET /v1/wallets/{currency}/advice": show_advice,
        "POST /v1/wallets/{currency}/drain": drain,
    }
)
