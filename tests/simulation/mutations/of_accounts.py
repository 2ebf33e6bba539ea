"""Mistakes about merchants' own accounts."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.payments.collecting import bulk_checkout, checkout, link_checkout, link_closing, top_up
from shared.payments.returns import recording, refunding, surplus
from shared.payments.settling import reconciliation, repair, settlement, webhooks
from shared.payments.topping_up import requesting
from shared.stripe_gateway.client import StripeGateway
from tests.simulation.mutations.originals import original

_LINK: Final = ("open_shop", "name_account", "place_auto", "make_link")


def open_on_the_platform(patch: pytest.MonkeyPatch) -> None:
    """The page is opened on the platform's account, whatever the payment says."""
    parameters = original(checkout, "_parameters")
    patch.setattr(checkout, "_parameters", lambda *rest: replace(parameters(*rest), account=None))


def forget_account_when_voiding(patch: pytest.MonkeyPatch) -> None:
    """The page that is to be closed is looked for on the platform's account."""
    expire = StripeGateway.expire_session

    def on_the_platform(context: Any, link: Any) -> bool:
        patched = replace(context, gateway=_Expiring(context.gateway, expire))
        return bool(close(patched, link))

    close = original(link_closing, "_close_session")
    patch.setattr(link_closing, "_close_session", on_the_platform)


class _Expiring:
    """The gateway, but for where it closes pages."""

    def __init__(self, gateway: Any, expire: Any) -> None:
        self._gateway = gateway
        self._expire = expire

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)

    def expire_session(self, session_id: str, _: str | None) -> Any:
        """On the platform's account."""
        return self._expire(self._gateway, session_id, None)


def refund_on_the_platform(patch: pytest.MonkeyPatch) -> None:
    """What was paid on a merchant's account is asked back of the platform's."""
    request = original(refunding, "_request")
    patch.setattr(refunding, "_request", lambda *rest: replace(request(*rest), account=None))


def forget_account_of_surplus(patch: pytest.MonkeyPatch) -> None:
    """Where surplus arrived is not kept."""
    put = original(settlement, "surplus_put")

    def without(payment_id: str, merchant_id: Any, receipt: Any, *rest: Any) -> Any:
        return put(payment_id, merchant_id, replace(receipt, account=None), *rest)

    patch.setattr(settlement, "surplus_put", without)


def look_at_returns_on_the_platform(patch: pytest.MonkeyPatch) -> None:
    """What went back of money on a merchant's account is asked of the platform's."""
    look = original(webhooks, "look_at_returns")
    patch.setattr(webhooks, "look_at_returns", lambda context, intent_id, _: look(context, intent_id, None))


def repair_on_the_platform(patch: pytest.MonkeyPatch) -> None:
    """The job that repairs asks the platform's account alone; and no webhook says more."""
    look = original(repair, "look")
    patch.setattr(repair, "look", lambda context, session_id, _: look(context, session_id, None))


def believe_any_account(patch: pytest.MonkeyPatch) -> None:
    """Our mark is believed wherever it is found."""
    patch.setattr(settlement, "_foreign", lambda *_: False)


def settle_with_any_account(patch: pytest.MonkeyPatch) -> None:
    """Money on any account pays, if the rest fits."""
    patch.setattr(settlement, "_foreign", lambda *_: False)
    fit = original(settlement, "_must_fit")
    patch.setattr(
        settlement, "_must_fit", lambda payment, receipt: fit(payment, replace(receipt, account=payment.account))
    )


def end_by_any_account(patch: pytest.MonkeyPatch) -> None:
    """What a page on somebody's account came to ends our payment."""
    act = original(reconciliation, "act_on")
    read = original(reconciliation, "read_payment")

    def lenient(context: Any, session: Any, event_id: str | None = None) -> Any:
        payment = read(context.table, session.metadata.get("orderpay_payment") or "pay_")
        return act(context, replace(session, account=payment.account) if payment else session, event_id)

    for module in (reconciliation, webhooks):
        patch.setattr(module, "act_on", lenient)


def credit_what_buyers_paid_there(patch: pytest.MonkeyPatch) -> None:
    """Surplus on a merchant's account becomes credits on the platform's."""
    wanted = original(surplus, "_to_wallet")
    patch.setattr(surplus, "_to_wallet", lambda context, captured: wanted(context, replace(captured, account=None)))


def begin_while_disconnecting(patch: pytest.MonkeyPatch) -> None:
    """Whether the account still stands when the payment is stored is not asked."""
    for module in (link_checkout, bulk_checkout):
        patch.setattr(module, "may_begin", lambda _: [])


def top_up_on_own_account(patch: pytest.MonkeyPatch) -> None:
    """Credits are paid in where links are."""
    payment = original(top_up, "Payment")
    account = original(link_checkout, "charging_account")
    start = original(top_up, "start_top_up")

    def there(context: Any, merchant_id: str, *rest: Any, **named: Any) -> Any:
        own = account(context.table, merchant_id)
        patch.setattr(top_up, "Payment", lambda **values: payment(**values, account=own))
        return start(context, merchant_id, *rest, **named)

    patch.setattr(requesting, "start_top_up", there)


def record_without_account(patch: pytest.MonkeyPatch) -> None:
    """A refund made in a merchant's dashboard is kept without its account."""
    seen = original(recording, "_first_sight")
    patch.setattr(recording, "_first_sight", lambda *rest: replace(seen(*rest), account=None))


FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "open_on_the_platform": (*_LINK, "press"),
    "forget_account_when_voiding": (*_LINK, "press", "void_link", "flow"),
    "refund_on_the_platform": (*_LINK, "buy", "flow", "stray_money", "flow", "return_money"),
    "forget_account_of_surplus": (*_LINK, "buy", "flow", "stray_money", "flow"),
    "look_at_returns_on_the_platform": (*_LINK, "buy", "flow", "refund_there", "flow"),
    "repair_on_the_platform": (*_LINK, "press", "deliver_webhooks~", "repair"),
    "believe_any_account": ("open_shop", "name_account", "top_up", "stray_money", "flow"),
    "settle_with_any_account": ("open_shop", "name_account", "top_up*", "stray_money", "flow"),
    "end_by_any_account": ("open_shop", "name_account", "top_up*", "stray_money", "flow"),
    "credit_what_buyers_paid_there": (
        "open_shop", "keep_surplus", "name_account", "place_many", "buy_many", "flow", "stray_money", "flow",
    ),
    "begin_while_disconnecting": (*_LINK, "press*", "disconnect"),
    "top_up_on_own_account": ("open_shop", "name_account", "top_up"),
    "record_without_account": (*_LINK, "buy", "flow", "refund_there", "flow"),
}  # fmt: skip
MUTATIONS: Final = (
    open_on_the_platform,
    forget_account_when_voiding,
    refund_on_the_platform,
    forget_account_of_surplus,
    look_at_returns_on_the_platform,
    repair_on_the_platform,
    believe_any_account,
    settle_with_any_account,
    end_by_any_account,
    credit_what_buyers_paid_there,
    begin_while_disconnecting,
    top_up_on_own_account,
    record_without_account,
)
