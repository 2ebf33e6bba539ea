"""The page as a document, and the headers that keep it safe."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.links.pages.page import PayPage
from shared.links.pages.state import PAYABLE, WAITING, PageState

_TEMPLATES: Final = Path(__file__).parent / "templates"

_TONES: Final = {
    PageState.OPEN: "ask",
    PageState.CONFIRMING: "wait",
    PageState.PENDING: "wait",
    PageState.AUTHORIZED: "good",
    PageState.PAID: "good",
    PageState.SETTLED: "good",
    PageState.CLOSING: "wait",
    PageState.VOID: "stop",
    PageState.EXPIRED: "stop",
    PageState.CANCELLED: "stop",
    PageState.NOT_FOUND: "stop",
    PageState.COMPLETE: "good",
    PageState.TRY_AGAIN: "trouble",
    PageState.REFUSED: "trouble",
}

# An amount on a page that cannot be paid any more looks like a debt.
_WITH_AMOUNT: Final = PAYABLE | {
    PageState.CONFIRMING,
    PageState.PENDING,
    PageState.AUTHORIZED,
    PageState.PAID,
    PageState.REFUSED,
}


def render(state: PageState, page: PayPage) -> str:
    """The whole document; everything that came from outside is escaped."""
    return (
        _environment()
        .get_template("pay.html")
        .render(
            state=state.value,
            page=page,
            tone=_TONES[state],
            told=state in _WITH_AMOUNT,
            payable=state in PAYABLE and page.url is not None,
            waiting=state in WAITING,
            style=_file("pay.css"),
            script=_file("watch.js"),
        )
    )


def page_headers(state: PageState, page: PayPage) -> dict[str, str]:
    """Nothing from elsewhere, no frame, no referrer, no store; a script only where the page waits, and only that one.

    The form may lead to the provider's page.
    """
    # A browser applies form-action to the redirect too; only a deployment without TLS (a laptop) leads to plain http.
    plain = (page.url or "").startswith("http:")
    policy = [
        "default-src 'none'",
        f"style-src '{_hash('pay.css')}'",
        *([f"img-src {page.logo.url}"] if page.logo else []),
        *([f"script-src '{_hash('watch.js')}'", "connect-src 'self'"] if state in WAITING else []),
        f"form-action 'self' https:{' http:' if plain else ''}" if state in PAYABLE else "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    return {
        "content-type": "text/html; charset=utf-8",
        "content-language": page.language.tag,
        "content-security-policy": "; ".join(policy),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "referrer-policy": "no-referrer",
        "vary": "accept-language",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-robots-tag": "noindex, nofollow",
        **({} if plain else {"strict-transport-security": "max-age=31536000"}),
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _file(name: str) -> str:
    return _TEMPLATES.joinpath(name).read_text(encoding="utf-8").strip()


@cache
def _hash(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(_file(name).encode()).digest()).decode()
