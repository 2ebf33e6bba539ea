"""The other side of a payment: the buyer at the hosted page, and the simulator's own switches."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import httpx

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"


@dataclass(frozen=True)
class StripeSide:
    """The Stripe simulator of the stack under test."""

    http: httpx.Client
    url: str
    key: str
    webhook_secret: str
    webhook_url: str

    def pay(self, checkout_url: str, card: str = GOOD_CARD, **typed: str) -> httpx.Response:
        """Post a card number, and what else a buyer types, as a browser would."""
        return self.http.post(checkout_url, data={"card_number": card, **typed})

    def set_faults(self, **faults: list[dict[str, Any]]) -> None:
        """Make deliveries or calls misbehave."""
        self.http.post(f"{self.url}/_sim/faults", json=faults).raise_for_status()

    def clear_faults(self) -> None:
        """Let everything go well again."""
        self.http.delete(f"{self.url}/_sim/faults").raise_for_status()

    def sessions(self) -> list[dict[str, Any]]:
        """The newest hosted checkouts."""
        return self.listed("/v1/checkout/sessions")

    def session_at(self, checkout_url: str) -> dict[str, Any]:
        """The hosted checkout with this address."""
        return next(session for session in self.sessions() if session["id"] in checkout_url)

    def events(self, **params: str) -> list[dict[str, Any]]:
        """The newest events."""
        return self.listed("/v1/events", **params)

    def metadata_last_sent(self, path: str) -> dict[str, str]:
        """The metadata of the newest call of this path, whatever came of it."""
        calls = self.http.get(f"{self.url}/_sim/calls").raise_for_status().json()["data"]
        form = parse_qsl([call for call in calls if call["path"] == path][-1]["body"])
        return {name[len("metadata[") : -1]: value for name, value in form if name.startswith("metadata[")}

    def change_account(self, account: str, **values: object) -> None:
        """A merchant's own account is otherwise from now on; Stripe tells."""
        body = {"account": account, **values}
        self.http.post(f"{self.url}/_sim/accounts", json=body).raise_for_status()

    def pay_out(self, currency: str) -> dict[str, Any]:
        """All that is available of the platform's balance leaves for the bank."""
        answer = self.http.post(f"{self.url}/_sim/payouts", json={"currency": currency})
        return dict(answer.raise_for_status().json())

    def move_payout(self, payout_id: str, becomes: str) -> None:
        """It is `reconciled`, `paid` or `failed` by now."""
        body = {"payout": payout_id, "becomes": becomes}
        self.http.post(f"{self.url}/_sim/move_payout", json=body).raise_for_status()

    def deliver_all(self) -> None:
        """Send every event now that has not arrived, also what waits for another try."""
        self.http.post(f"{self.url}/_sim/deliver", json={}).raise_for_status()

    def undelivered(self) -> int:
        """How many events are still on their way."""
        counts = self.http.get(f"{self.url}/_sim/health").raise_for_status().json()["deliveries"]
        return int(counts.get("pending", 0) + counts.get("sending", 0))

    def of_merchant(self, path: str, merchant_id: str, since: int) -> list[dict[str, Any]]:
        """What a list of the provider has of this merchant, made at `since` (unix seconds) or later."""
        found: list[dict[str, Any]] = []
        wanted = {"created[gte]": str(since)}
        while page := self.listed(path, **wanted):
            found += [each for each in page if _merchant_of(each) == merchant_id]
            wanted["starting_after"] = page[-1]["id"]
        return found

    def expire_session(self, session_id: str) -> httpx.Response:
        """End a hosted checkout at the provider."""
        url = f"{self.url}/v1/checkout/sessions/{session_id}/expire"
        return self.http.post(url, headers={"Authorization": f"Bearer {self.key}"})

    def deliver(self, event: dict[str, Any], *, secret: str | None = None, age: int = 0) -> httpx.Response:
        """Post an event to the webhook, signed as Stripe signs (with another secret: forged)."""
        payload = json.dumps(event).encode()
        timestamp = int(time.time()) - age
        signed = b"%d." % timestamp + payload
        mac = hmac.new((secret or self.webhook_secret).encode(), signed, hashlib.sha256).hexdigest()
        headers = {"Stripe-Signature": f"t={timestamp},v1={mac}", "Content-Type": "application/json"}
        return self.http.post(self.webhook_url, content=payload, headers=headers)

    def listed(self, path: str, account: str = "", **params: str) -> list[dict[str, Any]]:
        """The first hundred of a list of the provider, newest first; of a merchant's own ``account`` if named."""
        headers = {"Authorization": f"Bearer {self.key}", "Stripe-Account": account}
        answer = self.http.get(self.url + path, params={"limit": "100", **params}, headers=headers)
        answer.raise_for_status()
        data: list[dict[str, Any]] = answer.json()["data"]
        return data


def _merchant_of(thing: dict[str, Any]) -> str | None:
    """The merchant in the metadata of an object, or of the object that an event is about."""
    subject = thing["data"]["object"] if thing["object"] == "event" else thing
    found: str | None = (subject.get("metadata") or {}).get("orderpay_merchant")
    return found
