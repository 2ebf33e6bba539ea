"""One account's objects. The platform and every connected account (`Stripe-Account`) have their own."""

from typing import Any

from local.stripe_simulator.stores import Store

Json = dict[str, Any]


class Account:
    """The stores of one account; `key` is '' for the platform and `acct_...` for a connected account."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.customers = Store("customer", ("email",))
        self.sessions = Store("checkout.session", ("payment_intent", "customer", "status"))
        self.line_items: dict[str, Store] = {}
        self.products = Store("product")
        self.intents = Store("payment_intent", ("customer",))
        self.setup_intents = Store("setup_intent", ("customer", "payment_method"))
        self.payment_methods = Store("payment_method", ("customer",))
        self.mandates = Store("mandate", ("payment_method",))
        self.charges = Store("charge", ("payment_intent", "customer", "transfer_group"))
        self.refunds = Store("refund", ("charge", "payment_intent"))
        self.disputes = Store("dispute", ("charge", "payment_intent"))
        self.balance_transactions = Store("balance_transaction", ("source", "type", "currency"))
        self.payouts = Store("payout", ("status",))
        self.payout_of: dict[str, str] = {}
        """The payout of each balance transaction that is in one."""
        self.events = Store("event", ("type",))
        self.webhook_endpoints = Store("webhook_endpoint")
        self.deleted: dict[str, Json] = {}
        self._by_prefix = {
            "cus": self.customers,
            "cs": self.sessions,
            "prod": self.products,
            "pi": self.intents,
            "seti": self.setup_intents,
            "pm": self.payment_methods,
            "mandate": self.mandates,
            "ch": self.charges,
            "py": self.charges,
            "re": self.refunds,
            "pyr": self.refunds,
            "dp": self.disputes,
            "txn": self.balance_transactions,
            "po": self.payouts,
            "evt": self.events,
            "we": self.webhook_endpoints,
        }

    def lookup(self, key: str) -> Json | None:
        """Any object of this account by its id (a deleted one as its tombstone), or None."""
        store = self._by_prefix.get(key.split("_", 1)[0])
        return (store.get(key) if store else None) or self.deleted.get(key)
