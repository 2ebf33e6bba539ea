"""What the operator does with merchants, and how a key is recognised."""

import hmac
from typing import TYPE_CHECKING

from shared.clock import Clock, rfc3339
from shared.errors import InvalidRequest, NotFound
from shared.ids import is_id, request_id
from shared.merchants.model import ApiKey, Merchant, hash_secret, mint_key_text, read_key_text
from shared.merchants.store import api_key_from_item, api_key_to_item, merchant_from_item, merchant_to_item
from shared.table.create import create_once, key_reused
from shared.table.keys import MERCHANT_LIST, api_key_key, merchant_key, owned_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import PRESENT, Condition, ConditionFailed, Table, Update

if TYPE_CHECKING:
    from shared.merchants.request import ApiKeyRequest, MerchantChange, MerchantRequest


def create_merchant(table: Table, clock: Clock, request: "MerchantRequest", idempotency_key: str | None) -> Merchant:
    """Make a merchant, or return the one that this idempotency key made before."""
    merchant = Merchant(
        id=request_id("mer", "operator", "POST /v1/merchants", idempotency_key),
        created_at=clock.now(),
        **request.model_dump(),
    )
    item, _ = create_once(table, merchant_to_item(merchant, request.digest()), key_reused())
    return merchant_from_item(item)


def find_merchant(table: Table, merchant_id: str) -> Merchant:
    """Raises :class:`NotFound`."""
    item = table.get(merchant_key(merchant_id)) if is_id("mer", merchant_id) else None
    if item is None:
        raise NotFound("no such merchant")
    return merchant_from_item(item)


def list_merchants(table: Table, page: PageRequest) -> Listing:
    """All merchants, newest first."""
    return list_page(table, [MERCHANT_LIST], page)


def change_merchant(table: Table, merchant_id: str, change: "MerchantChange") -> Merchant:
    """Set what was sent; ``null`` clears. Raises :class:`NotFound`, and :class:`InvalidRequest` for an empty change."""
    sent = change.model_dump(exclude_unset=True)
    if not sent:
        raise InvalidRequest("nothing to change", code="empty_change")
    if not is_id("mer", merchant_id):
        raise NotFound("no such merchant")
    update = Update(
        merchant_key(merchant_id),
        {name: value for name, value in sent.items() if value is not None},
        remove=[name for name, value in sent.items() if value is None],
        condition=PRESENT,
    )
    try:
        return merchant_from_item(table.update(update))
    except ConditionFailed as missing:
        raise NotFound("no such merchant") from missing


def mint_api_key(
    table: Table, clock: Clock, merchant_id: str, request: "ApiKeyRequest", idempotency_key: str | None
) -> tuple[ApiKey, str | None]:
    """A new key and its text, shown this once; a repeat under the same idempotency key gets ``None`` for the text."""
    find_merchant(table, merchant_id)
    key_id = request_id("key", merchant_id, "POST api-keys", idempotency_key)
    text, secret = mint_key_text(key_id)
    key = ApiKey(
        id=key_id,
        merchant_id=merchant_id,
        secret_hash=hash_secret(secret),
        created_at=clock.now(),
        label=request.label,
    )
    item, _ = create_once(table, api_key_to_item(key, request.digest()), key_reused())
    stored = api_key_from_item(item)
    # The very secret of this call: also when the answer to its own write was lost and the client wrote again.
    return stored, text if hmac.compare_digest(stored.secret_hash, key.secret_hash) else None


def list_api_keys(table: Table, merchant_id: str, page: PageRequest) -> Listing:
    """A merchant's keys, newest first, revoked ones among them."""
    find_merchant(table, merchant_id)
    return list_page(table, [owned_list(merchant_id, "api_key")], page)


def revoke_api_key(table: Table, clock: Clock, merchant_id: str, key_id: str) -> None:
    """From now on the key opens nothing (an authorizer may remember it for 60 s). Raises :class:`NotFound`."""
    if not is_id("key", key_id):
        raise NotFound("no such API key")
    own = Condition("#merchant_id = :merchant", {"merchant": merchant_id})
    try:
        table.update(Update(api_key_key(key_id), {"revoked_at": rfc3339(clock.now())}, condition=own))
    except ConditionFailed as missing:
        raise NotFound("no such API key") from missing


def standing_key(table: Table, text: str) -> ApiKey | None:
    """The key of this text, if it stands; one read."""
    parts = read_key_text(text)
    if parts is None:
        return None
    item = table.get(api_key_key(parts[0]))
    if item is None:
        return None
    key = api_key_from_item(item)
    return key if key.opens_with(parts[1]) else None
