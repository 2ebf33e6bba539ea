"""The provider's dashboard and the buyers' banks: what happens to money there without our asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.stripe_side import StripeSide

Json = dict[str, Any]


@dataclass(frozen=True)
class Dashboard:
    """The platform's account at the provider, without any of our marks unless they are given."""

    stripe: StripeSide

    def intent_of(self, payment_id: str) -> str:
        """The intent that a payment's money came by."""
        intents = self.stripe.listed("/v1/payment_intents")
        (found,) = [each["id"] for each in intents if each["metadata"].get("orderpay_payment") == payment_id]
        return str(found)

    def refund(self, intent_id: str, amount: int | None = None) -> Json:
        """Send money back by hand; all that is left unless `amount` says less."""
        wanted = {"payment_intent": intent_id} | ({} if amount is None else {"amount": str(amount)})
        return self._post("/v1/refunds", wanted)

    def fail_refund(self, refund_id: str) -> None:
        """The bank sends a refund back."""
        self._switch("fail_refund", refund=refund_id)

    def dispute(self, intent_id: str) -> str:
        """The buyer's bank takes the money; the dispute's id."""
        return str(self._switch("open_dispute", payment_intent=intent_id)["id"])

    def end_dispute(self, dispute_id: str, outcome: str) -> None:
        """Won or lost."""
        self._switch("close_dispute", dispute=dispute_id, outcome=outcome)

    def refunds(self, intent_id: str) -> list[Json]:
        """Every refund of this money, newest first."""
        return self.stripe.listed("/v1/refunds", payment_intent=intent_id)

    def another_session(self, metadata: Mapping[str, str], amount: int) -> str:
        """The address of a hosted checkout in EUR that carries our marks, and that no call of ours opened."""
        item = "line_items[0]"
        fields = {
            "mode": "payment",
            "success_url": "https://example.com/",
            f"{item}[quantity]": "1",
            f"{item}[price_data][currency]": "eur",
            f"{item}[price_data][unit_amount]": str(amount),
            f"{item}[price_data][product_data][name]": "Order",
        }
        marks = {f"metadata[{name}]": value for name, value in metadata.items()}
        marks |= {f"payment_intent_data[metadata][{name}]": value for name, value in metadata.items()}
        return str(self._post("/v1/checkout/sessions", fields | marks)["url"])

    def _post(self, path: str, fields: Mapping[str, str]) -> Json:
        headers = {"Authorization": f"Bearer {self.stripe.key}"}
        answer = self.stripe.http.post(self.stripe.url + path, data=dict(fields), headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def _switch(self, name: str, **body: Any) -> Json:
        answer = self.stripe.http.post(f"{self.stripe.url}/_sim/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
