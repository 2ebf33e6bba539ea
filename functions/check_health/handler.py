"""``GET /health``."""

from shared.runtime.http import http_handler
from shared.runtime.http_routes import from_anywhere
from shared.runtime.http_types import Request, Response


def health(_: Request) -> Response:
    """Up, as far as this function can tell."""
    return Response(200, {"status": "ok"})


lambda_handler = http_handler({"GET /health": from_anywhere(health)})
