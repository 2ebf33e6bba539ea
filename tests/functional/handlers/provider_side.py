"""What people do at the provider itself, in its dashboard, and what banks do."""

from dataclasses import dataclass
from typing import Any

from local.stripe_simulator.accounts import Account
from tests.support.world import Json, World


@dataclass(frozen=True)
class ProviderSide:
    """An account at the provider: the platform's, or a merchant's own (``account``)."""

    world: World
    account: str = ""

    def intent_of(self, payment_id: str) -> str:
        """The intent that a payment's money came by."""
        with self.world.stripe.server.lock:
            intents = [dict(each) for each in self._inside().intents.values()]
        (found,) = [each["id"] for each in intents if each["metadata"].get("orderpay_payment") == payment_id]
        return str(found)

    def _inside(self) -> Account:
        return self.world.stripe.simulator.world.account(self.account)

    def refund(self, payment_id: str, amount: int | None = None, *, named: str | None = None) -> Json:
        """A refund made in the dashboard: nothing of ours is in its metadata, unless somebody copied a name there."""
        fields: dict[str, Any] = {"payment_intent": self.intent_of(payment_id)}
        fields |= {} if named is None else {"metadata[orderpay_refund]": named}
        fields |= {} if amount is None else {"amount": amount}
        answer = self.world.browser.post(
            f"{self.world.stripe.url}/v1/refunds",
            data=fields,
            headers={"authorization": f"Bearer {self.world.stripe.key}", "stripe-account": self.account},
        )
        answer.raise_for_status()
        return dict(answer.json())

    def mark_as_anothers(self, payment_id: str) -> None:
        """The account is shared, and the intent carries another deployment's mark."""
        intent_id = self.intent_of(payment_id)
        with self.world.stripe.server.lock:
            intent = self._inside().intents.get(intent_id)
            assert intent is not None
            intent["metadata"]["orderpay_deployment"] = "another"

    def fail_refund(self, refund_id: str) -> None:
        """The bank sends a refund back."""
        self._sim("fail_refund", account=self.account, refund=refund_id)

    def dispute(self, payment_id: str, *, inquiry: bool = False) -> str:
        """The buyer's bank takes the money, or only asks."""
        return str(
            self._sim("open_dispute", account=self.account, payment_intent=self.intent_of(payment_id), inquiry=inquiry)[
                "id"
            ]
        )

    def dispute_again(self, payment_id: str) -> str:
        """A second dispute of what was disputed and won."""
        intent_id = self.intent_of(payment_id)
        with self.world.stripe.server.lock:
            platform = self._inside()
            intent = platform.intents.get(intent_id)
            assert intent is not None
            charge = platform.charges.get(intent["latest_charge"])
            assert charge is not None
            charge["disputed"] = False
        return self.dispute(payment_id)

    def change_dispute(self, dispute_id: str, **fields: Any) -> None:
        """A bank may dispute a part, or name another currency."""
        with self.world.stripe.server.lock:
            dispute = self._inside().disputes.get(dispute_id)
            assert dispute is not None
            dispute.update(fields)

    def end_dispute(self, dispute_id: str, outcome: str) -> None:
        """Won, lost, or warning_closed."""
        self._sim("close_dispute", account=self.account, dispute=dispute_id, outcome=outcome)

    def plan_outcome(self, outcome: str | None, method_id: str | None = None, *, count: int | None = 1) -> None:
        """The next charges with this method (or any) come to that: a decline code, or what else the simulator has."""
        self._sim("outcomes", payment_method=method_id, outcome=outcome, count=count)

    def renew_card(self, method_id: str, month: int, year: int) -> None:
        """The card's bank tells that it is valid until then; a date that is past makes it expired."""
        self._sim("change_card", account=self.account, payment_method=method_id, exp_month=month, exp_year=year)

    def remove_method(self, method_id: str) -> None:
        """Somebody takes a method from its customer in the dashboard."""
        self._sim("detach_method", account=self.account, payment_method=method_id)

    def cancel_agreement(self, method_id: str) -> None:
        """The owner of a PayPal account ends the agreement at PayPal."""
        self._sim("cancel_agreement", account=self.account, payment_method=method_id)

    def refunds(self) -> list[Json]:
        """Every refund there, oldest first."""
        with self.world.stripe.server.lock:
            return [dict(each) for each in self._inside().refunds.values()]

    def _sim(self, switch: str, **body: Any) -> Json:
        answer = self.world.browser.post(f"{self.world.stripe.url}/_sim/{switch}", json=body)
        answer.raise_for_status()
        return dict(answer.json())
