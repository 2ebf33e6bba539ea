"""Everything that the simulator says passes Stripe's own description, with warnings counted as errors."""

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe

from local.stripe_simulator import Settings, serve
from tests.contract import stripe_traffic
from tests.functional.local.stripe_support import KEY, SECRET, Shop, receiving

Json = dict[str, Any]
EVENT_TYPES = frozenset(
    (
        "account.application.deauthorized", "account.updated", "billing_portal.session.created", "mandate.updated",
        "payment_method.automatically_updated", "payment_method.updated", "setup_intent.canceled",
        "charge.captured", "charge.dispute.closed", "charge.dispute.created", "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn", "charge.dispute.updated", "charge.expired", "charge.failed",
        "charge.pending", "charge.refund.updated", "charge.refunded", "charge.succeeded",
        "checkout.session.async_payment_failed", "checkout.session.async_payment_succeeded",
        "checkout.session.completed", "checkout.session.expired", "customer.created", "customer.deleted",
        "customer.updated", "payment_intent.amount_capturable_updated", "payment_intent.canceled",
        "payment_intent.created", "payment_intent.payment_failed", "payment_intent.processing",
        "payment_intent.requires_action", "payment_intent.succeeded", "payment_method.attached",
        "payment_method.detached", "payout.created", "payout.failed", "payout.paid",
        "payout.reconciliation_completed", "payout.updated", "refund.created", "refund.failed", "refund.updated",
        "setup_intent.created",
        "setup_intent.requires_action", "setup_intent.setup_failed", "setup_intent.succeeded",
    )
)  # fmt: skip


def load_checker() -> ModuleType:
    """The checker as a module, loaded from where the environment says."""
    path = Path(os.environ["STRIPE_CONTRACT"])
    spec = importlib.util.spec_from_file_location("stripe_contract", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["stripe_contract"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def contract() -> Any:
    """The description, strict."""
    return load_checker().Contract(strict=True)


@pytest.fixture(scope="module")
def traffic() -> Iterator[tuple[list[Json], list[Json]]]:
    """Recorded calls and delivered events of a day that meets every operation."""
    settings = Settings(keys=(KEY,), async_payment=60.0, dispute_after=1.0)
    with receiving() as receiver, serve(
        webhook_url=receiver.url, webhook_secret=SECRET, connect_webhook_url=receiver.url,
        connect_webhook_secret=SECRET, settings=settings,
    ) as running:  # fmt: skip
        shop = Shop(running, receiver)
        for act in stripe_traffic.ACTS:
            act(shop)
        shop.settle()
        calls = shop.sim("calls", method="GET")["data"]
        yield calls, [event.to_dict() for event in receiver.events()]


def findings(problems: list[Any]) -> list[str]:
    """The errors among a check's findings, as text."""
    return [f"{p.where}: {p.message}" for p in problems if p.level == "E"]


def of_v2(contract: Any, call: Json, problem: Any) -> bool:
    """A code of the v2 API's own: the checker's list leaves it out, the description has it as a schema."""
    code = ((call["response"] or {}).get("error") or {}).get("code")
    return problem.where == "response: error.code" and f"v2.error.{code}" in contract.comps and "/v2/" in call["path"]


def form_of(call: Json) -> Any:
    """The body as a form, which is what the checker reads; the v2 API takes JSON."""
    if not call["path"].startswith("/v2/") or not call["body"]:
        return call["body"]
    return urlencode(list(flat("", json.loads(call["body"]))))


def flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The fields of a value, by their bracketed names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(f"{name}[{key}]" if name else key, inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from flat(f"{name}[{place}]", inner)
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def refused_by_design(call: Json) -> bool:
    """Whether the request itself was wrong on purpose: then only the answer is checked."""
    return 400 <= int(call["status"]) < 500


def test_every_answer_passes(contract: Any, traffic: tuple[list[Json], list[Json]]) -> None:
    wrong: list[str] = []
    for call in traffic[0]:
        problems = contract.check_call(
            call["method"], call["path"], form_of(call), call["status"], call["response"], headers=call["headers"]
        )
        if refused_by_design(call):
            problems = [p for p in problems if p.where.startswith("response") or p.where.startswith("error")]
        problems = [p for p in problems if not of_v2(contract, call, p)]
        wrong += [f"{call['method']} {call['path']} {call['status']}: {text}" for text in findings(problems)]
    assert wrong == []


def test_a_request_that_breaks_the_contract_is_refused(contract: Any, traffic: tuple[list[Json], list[Json]]) -> None:
    accepted: list[str] = []
    for call in traffic[0]:
        problems, _, _ = contract.validate_request(call["method"], call["path"], form_of(call))
        if findings(problems) and call["status"] < 400:
            accepted.append(f"{call['method']} {call['path']}: {findings(problems)}")
    assert accepted == []


def test_every_event_passes(contract: Any, traffic: tuple[list[Json], list[Json]]) -> None:
    wrong = [
        f"{event['type']} {event['id']}: {text}"
        for event in traffic[1]
        for text in strict_findings(contract.validate_event(event))
    ]
    assert wrong == []


def strict_findings(problems: list[Any]) -> list[str]:
    """Errors and warnings as text (events are not made strict by the checker itself)."""
    return [f"{p.where}: {p.message}" for p in problems if p.level in ("E", "W")]


def test_the_day_meets_every_operation_and_event(traffic: tuple[list[Json], list[Json]]) -> None:
    calls, events = traffic
    from local.stripe_simulator.routes import ROUTES, route_for

    met = {route_for(c["method"], c["path"].split("?")[0])[0].operation for c in calls if c["status"] == 200}
    assert {route.operation for route in ROUTES} - met == set()
    assert EVENT_TYPES - {event["type"] for event in events} == set()


def test_the_pinned_version_is_the_description_s(contract: Any) -> None:
    from local.stripe_simulator.protocol.shapes import api_version

    assert api_version() == contract.version == stripe.api_version
