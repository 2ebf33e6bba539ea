"""The demo's receiver of callbacks: a stranger's program that believes only what is signed."""

import ast
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from local.demo import receiver as program
from local.demo.api import Api
from local.demo.callbacks import CallbackStory, Receiver, forge, receiving
from local.demo.report import callback_table
from local.demo.shops import Shop
from local.stack.description import MerchantEntry
from shared.callbacks.endpoint import Endpoint
from shared.callbacks.posting.client import HttpPoster
from shared.callbacks.posting.targets import Targets
from shared.callbacks.signing import new_secret, signed_headers
from shared.callbacks.trying import call_once
from shared.canonical import canonical_json
from shared.rotation import Secret


def test_it_shares_no_code_with_what_sends() -> None:
    assert program.__file__ is not None
    with open(program.__file__, encoding="utf-8") as source:
        tree = ast.parse(source.read())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    assert not {name for name in names if name and name.partition(".")[0] in ("shared", "local", "functions")}


def endpoint(receiver: Receiver) -> Endpoint:
    now = datetime.now(UTC)
    made = Endpoint(
        merchant_id="mer_1",
        url=f"{receiver.url}/hooks/mer_1",
        secrets=(Secret("sec_1", new_secret(), now),),
        created_at=now,
    )
    receiver.expect("/hooks/mer_1", made.secrets[0].value)
    return made


def send(made: Endpoint, number: int, sequence: int, order: str = "ord_1", **changes: Any) -> int | None:
    event = {"id": f"evt_{number}", "type": "order.released", "sequence": sequence, "data": {"order_id": order}}
    body = canonical_json(event | changes)
    headers = signed_headers(made, f"evt_{number}", datetime.now(UTC), body)
    return HttpPoster(Targets.LOOPBACK).post(made.url, headers, body.encode(), seconds=20).status


def test_it_counts_what_it_could_verify_and_sees_what_comes_twice_or_out_of_order() -> None:
    with receiving() as receiver:
        made = endpoint(receiver)
        assert [send(made, 1, 1), send(made, 2, 2), send(made, 2, 2), send(made, 3, 1, "ord_2")] == [204] * 4
        assert call_once(HttpPoster(Targets.LOOPBACK), made, datetime.now(UTC))["delivered"]
        report = receiver.report("/hooks/mer_1")
        assert (report["verified"], report["repeated"], report["refused"], report["out_of_order"]) == (5, 1, 0, 0)
        assert report["released"] == ["ord_1", "ord_2"]
        assert send(made, 4, 4) == 204
        assert receiver.report("/hooks/mer_1")["out_of_order"] == 1


def test_it_believes_nobody_else() -> None:
    with receiving() as receiver, httpx.Client(trust_env=False) as http:
        made = endpoint(receiver)
        shop = Shop(MerchantEntry("mer_1", "", "Paper", "EUR"), Api(http, "", ""))
        assert forge(shop, receiver) == 1
        stranger = Endpoint(
            merchant_id="mer_1",
            url=made.url,
            secrets=(Secret("sec_1", new_secret(), made.created_at),),
            created_at=made.created_at,
        )
        assert send(stranger, 1, 1) == 401
        report = receiver.report("/hooks/mer_1")
        assert (report["verified"], report["refused"]) == (0, 2)


@pytest.mark.parametrize(
    ("changes", "sound"),
    [
        ({}, True),
        ({"missing": 1}, False),
        ({"out_of_order": 1}, False),
        ({"refused": 2}, False),
        ({"repeated": 3}, True),
    ],
)
def test_a_story_is_sound_if_all_was_told_in_order_and_only_the_forged_was_refused(
    changes: dict[str, int], sound: bool
) -> None:
    counts: dict[str, int] = {"verified": 7, "repeated": 0, "refused": 1, "forged": 1, "out_of_order": 0, "missing": 0}
    story = CallbackStory(merchant="Paper", types={"order.released": 6, "test.ping": 1}, **counts | changes)
    assert story.sound is sound
    assert "6 order.released, 1 test.ping" in callback_table([story])
