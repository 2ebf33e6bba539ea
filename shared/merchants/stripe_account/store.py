"""Merchants' own accounts as table items.

Two items: the merchant's (what it is, what it can do), and one under the account's own id that says whose it is. The
second stays after a disconnection: what was paid there is looked for, and goes back, there.
"""

from datetime import datetime
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.errors import NotFound
from shared.merchants.stripe_account.model import OVER, AccountState, StripeAccount
from shared.table.account_keys import STRIPE_ACCOUNT_LIST, account_owner_key, stripe_account_key
from shared.table.keys import list_sort
from shared.table.port import ABSENT, Check, Condition, Item, Put, Table, Update

_TIMES: Final = ("created_at", "looked_at")


def to_item(account: StripeAccount) -> Item:
    """The merchant's item."""
    values: Item = {
        name: value
        for name in StripeAccount.__dataclass_fields__
        if name not in (*_TIMES, "state", "missing") and (value := getattr(account, name)) is not None
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(account, name)) is not None}
    pk, sk = stripe_account_key(account.merchant_id)
    told = {"state": str(account.state), "missing": list(account.missing)}
    return values | told | {"pk": pk, "sk": sk, "kind": "stripe_account"}


def from_item(item: Item) -> StripeAccount:
    """The account in a merchant's item."""
    values: dict[str, Any] = {name: item[name] for name in StripeAccount.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    return StripeAccount(**values | {"state": AccountState(item["state"]), "missing": tuple(item["missing"])})


def read_account(table: Table, merchant_id: str) -> StripeAccount | None:
    """One consistent read; also an account that is over."""
    item = table.get(stripe_account_key(merchant_id))
    return from_item(item) if item else None


def find_account(table: Table, merchant_id: str) -> StripeAccount:
    """The account that is connected, or on its way to be. Raises :class:`NotFound`."""
    account = read_account(table, merchant_id)
    if account is None or account.state in OVER:
        raise NotFound("no Stripe account is connected")
    return account


def charging_account(table: Table, merchant_id: str) -> str | None:
    """The account on which a new payment of the merchant's links and orders collects; ``None``: the platform's."""
    account = read_account(table, merchant_id)
    return account.id if account is not None and account.can_charge else None


def still_charging(merchant_id: str, account_id: str) -> Check:
    """A payment may begin there: it is neither being disconnected nor another by now."""
    condition = Condition("#id = :id AND #state = :connected", {"id": account_id, "connected": "connected"})
    return Check(stripe_account_key(merchant_id), condition)


def owner_of(table: Table, account_id: str) -> str | None:
    """The merchant that connected this account last, ``None`` for one that none of ours ever did."""
    item = table.get(account_owner_key(account_id))
    return str(item["merchant_id"]) if item else None


def begin_put(account: StripeAccount, before: StripeAccount | None) -> Put:
    """A new connection, in the place of none or of one that is over."""
    return Put(to_item(account), _as_read(before) if before else ABSENT)


def known_update(account: StripeAccount, account_id: str) -> Update:
    """The account that the provider has made for this connection."""
    changes = {"id": account_id, "state": str(AccountState.CONNECTED)}
    values = {"connection": account.connection, "creating": str(AccountState.CREATING)}
    return Update(
        stripe_account_key(account.merchant_id),
        changes,
        condition=Condition("#connection = :connection AND #state = :creating", values),
    )


def owner_put(account_id: str, merchant_id: str, before: str | None, at: datetime) -> Put:
    """Whose the account is from now on; ``before`` is whose it was."""
    pk, sk = account_owner_key(account_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": "account_owner",
        "merchant_id": merchant_id,
        "list_pk": STRIPE_ACCOUNT_LIST,
        "list_sk": list_sort(at, account_id),
    }
    same = Condition("#merchant_id = :before", {"before": before}) if before else ABSENT
    return Put(item, same)


def looked_update(account: StripeAccount, changes: Item, gone: tuple[str, ...], began: datetime) -> Update:
    """What a look at the provider said, unless a look that began later has been written."""
    values = {"id": account.id, "began": rfc3339(began)}
    condition = Condition("#id = :id AND (attribute_not_exists(#looked_at) OR #looked_at <= :began)", values)
    changed = changes | {"looked_at": rfc3339(began)}
    return Update(stripe_account_key(account.merchant_id), changed, remove=gone, condition=condition)


def moved_update(account: StripeAccount, state: AccountState) -> Update:
    """To another state, if the connection is as it was read."""
    return Update(stripe_account_key(account.merchant_id), {"state": str(state)}, condition=_as_read(account))


def not_connected(merchant_id: str, account_id: str) -> Check:
    """The merchant has given this account up, or has another."""
    values = {"id": account_id, "over": str(AccountState.DISCONNECTED), "revoked": str(AccountState.REVOKED)}
    condition = Condition("attribute_not_exists(#id) OR #id <> :id OR #state IN (:over, :revoked)", values)
    return Check(stripe_account_key(merchant_id), condition)


def _as_read(account: StripeAccount) -> Condition:
    values = {"connection": account.connection, "state": str(account.state)}
    return Condition("#connection = :connection AND #state = :state", values)
