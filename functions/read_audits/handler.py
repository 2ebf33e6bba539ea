"""``GET /v1/audits`` and ``GET /v1/audits/{audit_id}``."""

from shared.payments.audit import service
from shared.payments.audit.store import from_item
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import PAGING, listing, takes
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings
from shared.table.dynamo import DynamoTable


class Settings(TableSettings):
    """The table."""


def show_audits(request: Request) -> Response:
    """A page of audits, newest first."""
    request.principal.operator()
    listing = service.list_audits(_table(), page_request(request))
    return Response(200, listing.body([from_item(item).public() for item in listing.items]))


def show_audit(request: Request) -> Response:
    """One audit with a page of what it found."""
    request.principal.operator()
    return Response(200, service.read_audit(_table(), request.path["audit_id"], page_request(request)))


def _table() -> DynamoTable:
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {"GET /v1/audits": listing(show_audits), "GET /v1/audits/{audit_id}": takes(show_audit, *PAGING)}
)
