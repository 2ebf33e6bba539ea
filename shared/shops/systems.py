"""The shop systems that can be connected: in which headers each says what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit


class ShopSystem(StrEnum):
    """What a shop runs on."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"


@dataclass(frozen=True, slots=True)
class Headers:
    """Names in lower case. ``event`` names the delivery for a repeat, ``sent_at`` when it was made, if it is told."""

    signature: str
    topic: str
    event: str
    source: str
    sent_at: str | None = None


HEADERS: Final[Mapping[ShopSystem, Headers]] = {
    ShopSystem.SHOPIFY: Headers(
        signature="x-shopify-hmac-sha256",
        topic="x-shopify-topic",
        event="x-shopify-webhook-id",
        source="x-shopify-shop-domain",
        sent_at="x-shopify-triggered-at",
    ),
    ShopSystem.WOOCOMMERCE: Headers(
        signature="x-wc-webhook-signature",
        topic="x-wc-webhook-topic",
        event="x-wc-webhook-delivery-id",
        source="x-wc-webhook-source",
    ),
}
"""https://shopify.dev/docs/apps/build/webhooks/delivery-structure#headers and the source of WC_Webhook."""

_PING: Final = re.compile(rb"webhook_id=[0-9]{1,20}")


def is_ping(system: ShopSystem, headers: Mapping[str, str], body: bytes) -> bool:
    """WooCommerce asks, when a webhook is saved, whether somebody is there: unsigned, a form, and without a topic."""
    if system is not ShopSystem.WOOCOMMERCE or HEADERS[system].topic in headers:
        return False
    return _PING.fullmatch(body) is not None


def shop_of(source: str) -> str:
    """The shop that a delivery names, as a connection keeps it: ``https://Shop.example/`` → ``shop.example``.

    A path stays, for one host may have several shops: ``https://example.com/de/`` → ``example.com/de``.
    """
    try:
        parts = urlsplit(source if "//" in source else f"//{source}")
    except ValueError:
        return ""
    return (parts.netloc.lower() + parts.path).rstrip("/")
