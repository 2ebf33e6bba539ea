"""A merchant's own texts for the messages with its payment links."""

from shared.links.sendings.template_request import PreviewRequest, TemplateRequest
from shared.links.sendings.template_service import as_preview, preview, read_templates, save_templates, shown
from shared.merchants.service import find_merchant
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """The table, and our public address for previews."""


def read_template(request: Request) -> Response:
    """200 with the merchant's own texts and ours."""
    merchant_id = request.principal.merchant()
    return Response(200, shown(read_templates(wiring.table(read_settings(Settings).table_name), merchant_id)))


def save_template(request: Request) -> Response:
    """200 with the same after the change; all of the merchant's texts are replaced."""
    merchant_id, body = request.principal.merchant(), parse_body(request, TemplateRequest)
    return Response(200, shown(save_templates(wiring.table(read_settings(Settings).table_name), merchant_id, body)))


def preview_template(request: Request) -> Response:
    """200 with the text as it would be sent, and the SMS it takes; nothing is saved."""
    settings, body = read_settings(Settings), parse_body(request, PreviewRequest)
    table = wiring.table(settings.table_name)
    merchant = find_merchant(table, request.principal.merchant())
    own = read_templates(table, merchant.id)
    written = preview(merchant, own, body, settings.public_base_url, wiring.clock().now())
    return Response(200, as_preview(written, body.channel))


lambda_handler = http_handler(
    {
        "GET /v1/link-template": read_template,
        "PUT /v1/link-template": save_template,
        "POST /v1/link-template/preview": preview_template,
    }
)
