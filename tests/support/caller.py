"""A caller of the HTTP API: raw answers, for tests that look at statuses and problem documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.openapi import check_answer, route_of


@dataclass(frozen=True)
class Caller:
    """Calls with one key, or with none."""

    http: httpx.Client
    base_url: str
    key: str | None = None

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request; `options` are those of httpx. Its answer has to be in the OpenAPI document."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers |= options.pop("headers", {})
        answer = self.http.request(method, self.base_url + path, headers=headers, **options)
        key = route_of(method, path)
        if key is not None:
            check_answer(key, answer.status_code, answer.headers, answer.content)
        return answer

    def get(self, path: str, **params: str) -> httpx.Response:
        """Read."""
        return self.request("GET", path, params=params)

    def post(self, path: str, body: object = None, idempotency_key: str | None = None) -> httpx.Response:
        """Create or act."""
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return self.request("POST", path, json=body, headers=headers)

    def patch(self, path: str, body: object) -> httpx.Response:
        """Change."""
        return self.request("PATCH", path, json=body)

    def put(self, path: str, body: object) -> httpx.Response:
        """PUT."""
        return self.request("PUT", path, json=body)

    def delete(self, path: str) -> httpx.Response:
        """Remove."""
        return self.request("DELETE", path)

    def read(self, path: str, **params: str) -> dict[str, Any]:
        """Read what must be there."""
        return body_of(self.get(path, **params), 200)

    def listed(self, path: str, **params: str) -> Iterator[dict[str, Any]]:
        """Go through all pages of a list."""
        cursor: str | None = None
        while True:
            page = self.read(path, **params, **({"cursor": cursor} if cursor else {}))
            yield from page["data"]
            cursor = page["next_cursor"]
            if cursor is None:
                return


def body_of(answer: httpx.Response, *expected: int) -> dict[str, Any]:
    """Return the JSON of an answer that must have one of these statuses."""
    assert answer.status_code in expected, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    body = answer.json()
    assert isinstance(body, dict)
    return body


def problem_of(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem document of an answer that must have this status and code."""
    body = body_of(answer, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (body["status"], body["code"]) == (status, code)
    return body
