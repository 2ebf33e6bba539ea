"""The API's description as the deployed stack serves it: without a key, packed, and that of this very source."""

from pathlib import Path

from contracts.outputs import DOCS, OPENAPI, ROOT
from tests.support.local_stack import LocalStack


def committed(path: str) -> bytes:
    """The file as it was packaged."""
    return Path(ROOT, path).read_bytes()


def test_the_description_is_served_to_anybody(stack: LocalStack) -> None:
    document = stack.anyone.get("/openapi.json")
    assert (document.status_code, document.headers["content-type"]) == (200, "application/json")
    assert document.content == committed(OPENAPI)
    page = stack.anyone.get("/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.content == committed(DOCS)
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


def test_who_has_the_page_is_told_so(stack: LocalStack) -> None:
    etag = stack.anyone.get("/docs").headers["etag"]
    again = stack.anyone.request("GET", "/docs", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
