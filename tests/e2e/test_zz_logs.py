"""After all other tests (its name sorts last): no log of the run holds a key, a token, an address or a card."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.stack.clients import make_config
from local.stack.paths import REPO
from tests.support.connected_shop import connect
from tests.support.local_stack import LocalStack
from tests.support.log_leaks import find_leaks, known_values
from tests.support.shop import Shop

LOGS = ("emulator.log", "stripe-simulator.log", "synth.log")


def of_the_run(stack: LocalStack) -> dict[str, str]:
    """Every secret of the stack, and every secret, token and address in its table: value to kind."""
    resource: Any = stack.session.resource(
        "dynamodb", endpoint_url=stack.description.emulator_url, config=make_config()
    )
    table = resource.Table(stack.outputs["TableName"])
    items: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    while True:
        page = table.scan(**more)
        items += page["Items"]
        if "LastEvaluatedKey" not in page:
            break
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    told = stack.description
    ours = {
        told.operator_key: "operator's key",
        told.stripe_key: "Stripe key",
        told.webhook_secret: "signing secret",
        told.connect_secret: "signing secret",
    }
    return known_values(items) | ours


def function_logs(stack: LocalStack) -> Iterator[tuple[str, str]]:
    """What each function logged, by its log group."""
    client: Any = stack.session.client("logs", endpoint_url=stack.description.emulator_url, config=make_config())
    for page in client.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            yield group["logGroupName"], "\n".join(_messages(client, group["logGroupName"]))


def _messages(client: Any, group: str) -> Iterator[str]:
    for page in client.get_paginator("filter_log_events").paginate(logGroupName=group):
        yield from (event["message"] for event in page["events"])


def files() -> dict[str, str]:
    """The log files of the stack under test, by their name."""
    running = os.environ.get("ORDERPAY_STACK")
    folder = Path(running).parent if running else REPO / ".local" / "e2e"
    return {name: (folder / name).read_text(errors="replace") for name in LOGS}


@pytest.fixture
def used(stack: LocalStack, shop: Shop) -> dict[str, str]:
    """Secrets of this run: also where this file runs alone, something of each kind was used."""
    customer = {"email": "ada@example.com", "phone": "+4915112345678", "locale": "de"}
    link = shop.make_link(shop.place(collect="none", customer=customer)["id"])
    assert stack.anyone.get(f"/pay/{link['url'].rsplit('/', 1)[1]}").status_code == 200
    assert stack.anyone.get("/pay/" + "0" * 52).status_code == 404
    connect(shop, "woocommerce")
    known = of_the_run(stack)
    assert {"link token", "e-mail address", "phone number", "signing secret"} <= set(known.values())
    return known


def test_no_log_of_the_run_holds_a_secret(stack: LocalStack, used: dict[str, str]) -> None:
    logs = dict(function_logs(stack)) | files()
    spoken = [name for name, text in logs.items() if '"message":"request"' in text]
    assert spoken, "without a line of a function nothing was looked at"
    leaks = [leak for name, text in logs.items() for leak in find_leaks(name, text, used)]
    assert not leaks, "\n".join(f"{each.log}:{each.line}: {each.kind}" for each in leaks[:40])
