"""A small client of the public API, for programs that expect it to work."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

_ATTEMPTS = 6
_RETRY_STATUS = frozenset({429, 500, 502, 503, 504})


class DemoError(Exception):
    """The API answered something that a day of orders cannot go on with."""


@dataclass(frozen=True)
class Answer:
    """Status and JSON body."""

    status: int
    body: dict[str, Any]

    @property
    def problem(self) -> str:
        """A problem document in one line."""
        fields = [f"{error['field']}: {error['message']}" for error in self.body.get("errors", [])]
        detail = self.body.get("detail") or self.body.get("title") or self.body.get("message") or ""
        return f"{self.status} {self.body.get('code', '')} {'; '.join(fields) or detail}".strip()


class Api:
    """Calls with one caller's key. Only what is safe to repeat is repeated."""

    def __init__(self, http: httpx.Client, base_url: str, key: str) -> None:
        self._http = http
        self._base_url = base_url
        self._headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **params: str) -> dict[str, Any]:
        """Read one thing."""
        return self._expect("GET", path, params=params)

    def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change settings."""
        return self._expect("PATCH", path, body=body)

    def create(self, path: str, body: dict[str, Any], idempotency_key: str) -> dict[str, Any]:
        """Create a thing, once however often the call has to be repeated."""
        return self._expect("POST", path, body=body, idempotency_key=idempotency_key)

    def listed(self, path: str, **params: str) -> Iterator[dict[str, Any]]:
        """Go through all pages of a list."""
        cursor: str | None = None
        while True:
            page = self.get(path, **params, **({"cursor": cursor} if cursor else {}))
            yield from page["data"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        params: dict[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Answer:
        """Call and return whatever the answer is; overload is waited out."""
        headers = dict(self._headers)
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        for attempt in range(_ATTEMPTS):
            answer = self._http.request(method, self._base_url + path, json=body, params=params, headers=headers)
            if answer.status_code not in _RETRY_STATUS or attempt == _ATTEMPTS - 1:
                break
            time.sleep(0.2 * 2**attempt)
        return Answer(answer.status_code, _json_object(answer))

    def _expect(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        answer = self.send(method, path, **options)
        if not 200 <= answer.status < 300:
            raise DemoError(f"{method} {path} answered {answer.problem}")
        return answer.body


def _json_object(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError:
        return {"detail": answer.text[:200]}
    return value if isinstance(value, dict) else {"data": value}
