"""A shop that announces what happens to its orders, signed, and tries again as its system does."""

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from local.demo.storefront.sale import Sale
from local.demo.storefront.shopify import shopify_order
from local.demo.storefront.woocommerce import woo_order

Headers = dict[str, str]

PATIENCE: Final = {"shopify": 5.0, "woocommerce": 60.0}
"""Seconds that a system waits for an answer."""
TRIES: Final = {"shopify": 9, "woocommerce": 1}
"""Shopify comes again 8 times within 4 hours, here within a minute; WooCommerce never does."""

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Announcement:
    """One webhook as it goes over the wire; sent again it is the same, letter by letter."""

    headers: Headers
    body: bytes


@dataclass
class Storefront:
    """``answers`` counts what its announcements were answered; 0: nothing in time."""

    system: str
    domain: str
    url: str
    secret: str
    currency: str = "EUR"
    answers: Counter[int] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def announcement(self, sale: Sale, event: str, secret: str | None = None) -> Announcement:
        """``event`` is ``created``, ``updated``, ``cancelled`` or ``paid``; another ``secret`` than its own forges."""
        made = shopify_order if self.system == "shopify" else woo_order
        body = json.dumps(made(sale, self.currency)).encode()
        return self.signed(body, event, secret=secret, at=sale.changed.isoformat().replace("+00:00", "Z"))

    def signed(self, body: bytes, event: str, *, secret: str | None = None, at: str = "") -> Announcement:
        """Any body, under the headers of this system."""
        mac = signature(secret or self.secret, body)
        if self.system == "shopify":
            named = {
                "X-Shopify-Topic": "orders/" + {"created": "create"}.get(event, event),
                "X-Shopify-Hmac-Sha256": mac,
                "X-Shopify-Shop-Domain": self.domain,
                "X-Shopify-API-Version": "2026-10",
                "X-Shopify-Webhook-Id": str(uuid.uuid4()),
                "X-Shopify-Event-Id": str(uuid.uuid4()),
            } | ({"X-Shopify-Triggered-At": at} if at else {})
        else:
            event = "updated" if event in {"cancelled", "paid"} else event
            named = {
                "X-WC-Webhook-Source": f"https://{self.domain}/",
                "X-WC-Webhook-Topic": f"order.{event}",
                "X-WC-Webhook-Resource": "order",
                "X-WC-Webhook-Event": event,
                "X-WC-Webhook-Signature": mac,
                "X-WC-Webhook-ID": "3",
                # The same for all deliveries of one webhook within a second, as WC_Webhook makes it.
                "X-WC-Webhook-Delivery-ID": hashlib.sha256(f"3{int(time.time())}".encode()).hexdigest()[:32],
            }
        return Announcement(named | {"Content-Type": "application/json"}, body)

    def announce(self, sale: Sale, event: str) -> int:
        """Make one and send it; the last answer."""
        return self.send(self.announcement(sale, event))

    def send(self, announcement: Announcement) -> int:
        """The status of the last try."""
        status = 0
        for attempt in range(TRIES[self.system]):
            status = self._post(announcement)
            with self._lock:
                self.answers[status] += 1
            if 0 < status < 500 and status != 429:
                break
            time.sleep(min(0.25 * 2**attempt, 15))
        return status

    def ping(self) -> int:
        """What WooCommerce sends when somebody saves a webhook: a form, unsigned."""
        return self.send(Announcement({"Content-Type": "application/x-www-form-urlencoded"}, b"webhook_id=3"))

    def _post(self, announcement: Announcement) -> int:
        request = urllib.request.Request(  # noqa: S310
            self.url, data=announcement.body, headers=announcement.headers, method="POST"
        )
        try:
            with _OPENER.open(request, timeout=PATIENCE[self.system]) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except (OSError, http.client.HTTPException):
            return 0


def signature(secret: str, body: bytes) -> str:
    """Base64 of an HMAC-SHA256 of what is sent."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
