"""The smoke test passes where everything works, and fails at the step that does not."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest

from functions.authorize_request.handler import lambda_handler as authorize_request
from local.release.smoke import SmokeError, smoke
from local.release.target import KEY, URL, find_target
from tests.support.aws import OPERATOR_KEY
from tests.support.gateway import Environ, Gateway, StartResponse
from tests.support.samples import sample
from tests.support.world import World

Json = dict[str, Any]
BASE = "http://api.example"


class Authorizer(Mapping[str, Json]):
    """Keys as the deployed authorizer knows them."""

    def __getitem__(self, key: str) -> Json:
        answer = authorize_request(sample("authorize_request") | {"identitySource": [f"Bearer {key}"]}, None)
        if not answer["isAuthorized"]:
            raise KeyError(key)
        return dict(answer["context"])

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Door:
    """The API; some calls are answered otherwise."""

    def __init__(self, broken: Mapping[str, tuple[int, str]] | None = None) -> None:
        self.calls: list[str] = []
        self._gateway = Gateway(Authorizer())
        self._broken = broken or {}

    def __call__(self, environ: Environ, start: StartResponse) -> Any:
        """One request (PEP 3333)."""
        call = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        self.calls.append(call)
        for suffix, (status, body) in self._broken.items():
            if call.endswith(suffix) or call.startswith(suffix):
                start(f"{status} .", [("content-type", "application/json")])
                return [body.encode()]
        return self._gateway(environ, start)


def run(door: Door, wait: Callable[[], None], key: str = OPERATOR_KEY) -> list[str]:
    """The steps that were done."""
    steps: list[str] = []
    with httpx.Client(transport=httpx.WSGITransport(app=door)) as http:
        smoke(http, BASE, key, steps.append, wait=wait)
    return steps


def standing_keys(world: World) -> int:
    """Keys that still open something."""
    return sum(1 for item in world.backing.items() if item.get("kind") == "api_key" and item.get("revoked_at") is None)


def test_every_step_is_done_and_no_key_is_left(world: World) -> None:
    steps = run(Door(), world.record_timelines)
    assert [step.split(" mer_")[0].split(" ord_")[0] for step in steps] == [
        "health",
        "a strange key is refused",
        "merchant",
        "order",
        "the order is read",
        "the stream tells of it",
        "the order is cancelled",
        "the key is revoked",
    ]
    assert standing_keys(world) == 0


def test_each_run_is_of_the_same_merchant_and_of_another_order(world: World) -> None:
    first, second = (run(Door(), world.record_timelines) for _ in range(2))
    assert first[2].split()[1] == second[2].split()[1]
    assert first[3] != second[3]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"GET /health": (404, "{}")}, "GET /health"),
        ({"GET /health": (200, '{"status": "ill"}')}, "status is 'ill'"),
        ({"GET /v1/merchants": (200, '{"data": []}')}, "a key that nobody made"),
        ({"POST /v1/orders": (201, '{"id": "ord_1"}')}, "to the same again"),
        ({"/timeline": (404, "{}")}, "the stream is not read"),
        ({"/cancel": (409, '{"code": "payment_pending"}')}, "payment_pending"),
        ({"DELETE /v1/merchants": (404, "{}")}, "could not be revoked"),
        ({"DELETE /v1/merchants": (204, "")}, "is not said to be"),
    ],
)
def test_it_fails_at_the_step_that_does_not_work(
    world: World, broken: Mapping[str, tuple[int, str]], said: str
) -> None:
    with pytest.raises(SmokeError, match=said):
        run(Door(broken), world.record_timelines)


def test_a_wrong_operator_key_is_said(world: World) -> None:
    with pytest.raises(SmokeError, match="POST /v1/merchants answered 403"):
        run(Door(), world.record_timelines, key="not-the-operators")


def test_a_stream_that_nobody_reads_is_noticed_and_the_order_cancelled_and_the_key_revoked(world: World) -> None:
    door = Door()
    with pytest.raises(SmokeError, match="the stream is not read"):
        run(door, lambda: None)
    assert [call for call in door.calls if call.endswith("/cancel")]
    assert standing_keys(world) == 0


def test_the_key_is_shown_nowhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, f"{BASE}/")
    monkeypatch.setenv(KEY, OPERATOR_KEY)
    target = find_target("")
    assert (target.url, target.operator_key) == (BASE, OPERATOR_KEY)
    assert OPERATOR_KEY not in repr(target)
    assert OPERATOR_KEY not in "".join(run(Door(), world.record_timelines))
