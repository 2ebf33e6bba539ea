"""The gateway with the SDK's client beneath it, whose requests end in the simulator instead of on a wire."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import requests
import stripe
from requests.adapters import HTTPAdapter

from local.stripe_simulator.wire import Request
from shared.stripe_gateway.client import Patience, StripeGateway
from tests.support.simulation.gate import Gate
from tests.support.simulation.provider import API_KEY, Provider

_PATIENCE: Final = Patience(connect=2, read=8, retries=1, in_all=1_000_000)


@contextmanager
def sdk_gateway(gate: Gate, provider: Provider, after_call: Callable[[], None]) -> Iterator[StripeGateway]:
    """The whole way of a call: parameters encoded, answers parsed, the SDK's own repeats."""

    def send(_: HTTPAdapter, request: requests.PreparedRequest, *__: Any, **___: Any) -> requests.Response:
        def perform() -> requests.Response:
            answer = _carried(provider, request)
            after_call()
            return answer

        def failing(kind: str) -> requests.Response:
            if kind == "provider_5xx_with_effect":
                perform()
            return _response(500, b'{"error": {"type": "api_error", "message": "it failed"}}')

        answer: requests.Response = gate.call(
            "stripe", f"{request.method}", perform, _refusal, lambda: requests.Timeout("no answer"), failing
        )
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPAdapter, "send", send)
        patch.setattr(stripe.RequestsClient, "_sleep_time_seconds", lambda *_: 0)
        yield StripeGateway(API_KEY, "https://stripe.invalid", _PATIENCE)


def _carried(provider: Provider, request: requests.PreparedRequest) -> requests.Response:
    parts = urlsplit(request.url or "")
    headers = {str(name).lower(): str(value) for name, value in request.headers.items()}
    body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    answer = provider.simulator.handle(
        Request(request.method or "GET", str(parts.path), str(parts.query), headers, body)
    )
    return _response(answer.status, answer.body, answer.headers)


def _response(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> requests.Response:
    made = requests.Response()
    made.status_code, made._content = status, body
    made.headers.update(headers or {})
    made.headers["Content-Type"] = "application/json"
    return made


def _refusal() -> Exception:
    return requests.ConnectionError("refused")
