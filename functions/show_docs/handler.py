"""``GET /openapi.json`` and ``GET /docs``: what the API is, as it was written when it was built."""

import gzip
import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Final

from shared.runtime.http import http_handler
from shared.runtime.http_routes import from_anywhere
from shared.runtime.http_types import Request, Response

_PAGES: Final = Path(__file__).parent / "pages"
_STYLE: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
"""Named, and not with the weight that refuses it (RFC 9110, section 12.5.3)."""

_DOCUMENT: Final = "openapi.json"
_PAGE: Final = "docs.html"


def show_document(request: Request) -> Response:
    """200 with the OpenAPI document."""
    return _file(request, _DOCUMENT, {"content-type": "application/json"})


def show_page(request: Request) -> Response:
    """200 with the same for people: one page, its own style, no script, nothing from elsewhere."""
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": _policy(),
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "strict-transport-security": "max-age=31536000",
        "x-frame-options": "DENY",
    }
    return _file(request, _PAGE, headers)


def _file(request: Request, name: str, headers: dict[str, str]) -> Response:
    """The file, or 304 for who has it; gzip for who takes that."""
    told = {
        **headers,
        "cache-control": "public, max-age=300",
        "etag": _mark(name),
        "vary": "accept-encoding, origin",
        "x-content-type-options": "nosniff",
    }
    if _mark(name) in request.headers.get("if-none-match", ""):
        return Response(304, "", told)
    if _GZIP.search(request.headers.get("accept-encoding", "")):
        return Response(200, _packed(name), told | {"content-encoding": "gzip"})
    return Response(200, _content(name), told)


def _policy() -> str:
    found = _STYLE.search(_content(_PAGE))
    digest = hashlib.sha256(found[1] if found else b"").digest()
    allowed = f"default-src 'none'; style-src 'sha256-{b64encode(digest).decode()}'"
    return f"{allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@cache
def _content(name: str) -> bytes:
    return _PAGES.joinpath(name).read_bytes()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_content(name), mtime=0)


@cache
def _mark(name: str) -> str:
    return f'W/"{hashlib.sha256(_content(name)).hexdigest()[:32]}"'


lambda_handler = http_handler(
    {"GET /openapi.json": from_anywhere(show_document), "GET /docs": from_anywhere(show_page)}
)
