"""Items of every kind, as every version wrote them, are read by the readers of today (decision 55)."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from shared.callbacks.endpoint import endpoint_from_item
from shared.callbacks.record_store import callback_from_item, line_from_item
from shared.exports import store as exports
from shared.invoices import store as invoices
from shared.links import store as links
from shared.links.sendings import store as sendings
from shared.links.sendings.template_service import from_item as templates_from_item
from shared.merchants.store import api_key_from_item, merchant_from_item
from shared.merchants.stripe_account import store as accounts
from shared.notifications import store as notices
from shared.notifications.settings import settings_from_item
from shared.orders import store as orders
from shared.orders.timeline import store as timelines
from shared.payment_methods.setups import setup_from_item
from shared.payment_methods.store import methods_from_item
from shared.payments import store as payments
from shared.payments.audit import store as audits
from shared.payments.payouts import store as payouts
from shared.payments.returns import store as returns
from shared.shops import delivery as deliveries
from shared.shops.connection import connection_from_item
from shared.table import keys
from shared.table.marshal import from_wire, to_wire
from shared.wallets import store as wallets
from shared.wallets.adjustment import adjustment_from_item
from shared.wallets.consents import entry_from_item
from shared.wallets.refills import store as refills
from tests.support.kept_items import Item, kept, versions

READERS: Final[dict[str, Callable[[Item], Any]]] = {
    "adjustment": adjustment_from_item,
    "api_key": api_key_from_item,
    "audit": audits.from_item,
    "callback": callback_from_item,
    "callback_endpoint": endpoint_from_item,
    "callback_line": line_from_item,
    "consent": entry_from_item,
    "export": exports.from_item,
    "invoice": invoices.from_item,
    "link": links.from_item,
    "link_template": templates_from_item,
    "merchant": merchant_from_item,
    "method_setup": setup_from_item,
    "notice": notices.from_item,
    "notice_settings": settings_from_item,
    "order": orders.from_item,
    "page": wallets.page_from_item,
    "payment": payments.from_item,
    "payment_methods": methods_from_item,
    "payout": lambda item: payouts.from_item(item) if "reconciliation" in item else item["id"],
    "refill": refills.from_item,
    "return": returns.from_item,
    "sending": sendings.from_item,
    "shop_connection": connection_from_item,
    "shop_delivery": deliveries.from_item,
    "stripe_account": accounts.from_item,
    "timeline": timelines.from_item,
    "wallet": wallets.from_item,
}
"""Kinds of items that are read into a model."""
BARE: Final = {
    "account_owner", "accrual", "attempt", "audited", "billing", "commission", "discrepancy", "event", "events_place",
    "fee", "invoice_number", "invoice_numbers", "logo", "message", "method_owner", "payout_line", "payouts_place",
    "recipient", "seen_event", "shop_said", "shop_source", "surplus",
}  # fmt: skip
"""Kinds whose attributes are read one by one: they keep the names and types that they had."""
EVERY: Final = [(version, kind) for version in versions() for kind in sorted(kept(version))]


@pytest.mark.parametrize(("version", "kind"), [each for each in EVERY if each[1] in READERS])
def test_what_any_version_wrote_is_read_today(version: str, kind: str) -> None:
    for item in kept(version)[kind]:
        assert READERS[kind](from_wire(to_wire(item))) is not None


def test_a_link_from_before_links_had_targets_is_for_its_order() -> None:
    old = kept("2026-11-22-wallets-and-links")["link"]
    assert [links.from_item(item).target_id for item in old] == [item["order_id"] for item in old]


@pytest.mark.parametrize(("version", "kind"), [each for each in EVERY if each[1] in BARE])
def test_what_every_item_of_a_bare_kind_always_had_it_still_has_of_the_same_type(version: str, kind: str) -> None:
    now, then = (_always(kept(each)[kind]) for each in ("today", version))
    assert then.keys() & now.keys() == now.keys(), f"{kind} of {version} lacks what each has today"
    assert {name: now[name] for name in now} == {name: then[name] for name in now}


def _always(items: list[Item]) -> dict[str, type]:
    """Attributes that each of them has, by type."""
    return {name: type(value) for name, value in items[0].items() if all(name in item for item in items)}


def test_every_kept_kind_has_a_reader_or_is_bare_and_no_kind_is_lost() -> None:
    written = {kind for _, kind in EVERY}
    assert written == set(READERS) | BARE == set(kept("today"))


def _rows() -> dict[str, tuple[str, list[str]]]:
    """Rows of the table of all kinds of items: partition key and sort keys, as patterns, by the row's name."""
    lines = [line.split("|")[1:4] for line in (keys.__doc__ or "").splitlines() if line.startswith("|")]
    return {name.strip(): (pk.strip(), re.findall("``(.+?)``", sk) or [sk.strip()]) for name, pk, sk in lines[2:]}


def _fits(pattern: str, text: str) -> bool:
    """Whether a key is of this pattern: what stands before the first ``#`` in it is literal unless it is words."""
    literal, _, more = pattern.strip("`").partition("#")
    if " " in literal:
        return text.count("#") == pattern.count("#")
    return text.startswith(f"{literal}#") if more else text == literal


@pytest.mark.parametrize("name", sorted(_rows()))
def test_of_every_kind_of_item_there_is_a_kept_one_of_today(name: str) -> None:
    partition, sorts = _rows()[name]
    literal = partition.strip("`").partition("#")[0] if partition.startswith("``") else ""
    items = [
        item for each in kept("today").values() for item in each if " " in literal or item["pk"].startswith(literal)
    ]
    for pattern in sorts:
        assert any(_fits(pattern, item["sk"]) for item in items), f"keep a {name}: {pattern}"
