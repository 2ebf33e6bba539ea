"""The API's description as it is served: whole, packed, kept by who has it, and shut to everything from elsewhere."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from functions.show_docs.handler import lambda_handler as show_docs
from infra_cdk.functions import ROUTES
from tests.support.openapi import watch_answers
from tests.support.samples import http_event

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def as_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is served is as it says itself."""
    watch_answers(monkeypatch)


def asked(route: str, **headers: str) -> tuple[int, bytes, Json]:
    """Status, body and headers."""
    given = {"accept-encoding": "identity", **headers}
    answer = show_docs(http_event("show_docs", route, headers=given), None)
    text = answer["body"]
    body = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    return answer["statusCode"], body, answer["headers"]


def page() -> str:
    """The page, unpacked."""
    return asked("GET /docs")[1].decode()


def test_machines_get_the_document() -> None:
    status, body, headers = asked("GET /openapi.json")
    document = json.loads(body)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert document["openapi"].startswith("3.1.")
    assert {f"{method.upper()} {path}" for path, each in document["paths"].items() for method in each} == {
        route.key for route, _ in ROUTES
    }


@pytest.mark.parametrize("route", ["GET /openapi.json", "GET /docs"])
def test_who_takes_gzip_gets_the_same_in_a_tenth(route: str) -> None:
    _, whole, _ = asked(route)
    _, packed, headers = asked(route, **{"accept-encoding": "gzip, br"})
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "accept-encoding, origin", "what a cache keeps for one page, another may not read"
    assert gzip.decompress(packed) == whole
    assert len(packed) * 8 < len(whole)


@pytest.mark.parametrize("refused", ["", "identity", "br", "gzip;q=0", "br, gzip; q=0.0, identity"])
def test_who_does_not_take_gzip_gets_none(refused: str) -> None:
    assert "content-encoding" not in asked("GET /docs", **{"accept-encoding": refused})[2]
    assert "content-encoding" in asked("GET /docs", **{"accept-encoding": "br, gzip;q=0.5"})[2]


@pytest.mark.parametrize("route", ["GET /openapi.json", "GET /docs"])
def test_who_has_it_need_not_fetch_it_again(route: str) -> None:
    _, _, headers = asked(route)
    status, body, again = asked(route, **{"if-none-match": headers["etag"]})
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert asked(route, **{"if-none-match": '"another"'})[0] == 200


def test_the_page_may_load_nothing_but_its_own_style() -> None:
    _, body, headers = asked("GET /docs")
    style = re.search(rb"<style>(.*?)</style>", body, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1]).digest()).decode()
    assert headers["content-security-policy"].split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    assert headers["x-content-type-options"] == "nosniff"


class Seen(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.tags.append((tag, dict(attrs)))

    def each(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attributes in self.tags for at, value in attributes.items() if at == name and value]


def test_the_page_asks_nobody_else_for_anything() -> None:
    seen = Seen(page())
    assert not {tag for tag, _ in seen.tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not seen.each("style")
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert {link for link in seen.each("href") if not link.startswith("#")} == {"openapi.json"}


def test_every_link_within_the_page_leads_somewhere_and_each_place_is_there_once() -> None:
    seen = Seen(page())
    places = seen.each("id")
    assert len(places) == len(set(places))
    assert {link[1:] for link in seen.each("href") if link.startswith("#")} <= set(places)
    assert set(seen.each("aria-labelledby")) <= set(places)


def test_the_page_tells_of_every_route() -> None:
    text = page()
    for route, _ in ROUTES:
        assert f'<span class="{route.method}">{route.method}</span> {route.path}</p>' in text
