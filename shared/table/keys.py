"""The key schema, whole. ``pk``/``sk`` of every kind of item, and what the two indexes hold.

| item | pk | sk | index ``list`` | index ``due`` |
|---|---|---|---|---|
| order | order id | ``order`` | merchant, shard, by time of creation | merchant, shard, while it waits for money |
| merchant | merchant id | ``merchant`` | all merchants | while it is restricted, or has linked a method |
| merchant's own Stripe account | merchant id | ``stripe_account`` | | |
| owner of a Stripe account | provider's account id | ``account_owner`` | all accounts that ever were connected | |
| wallet | merchant id | ``wallet#CUR`` | | when to look at what waits |
| what linked methods do for a wallet | merchant id | ``refill#CUR`` | | when to look at it |
| consent's history | merchant id | ``consent#CUR#number`` | | |
| journal page | ``merchant id#CUR#number`` | ``page`` | | |
| adjustment | adjustment id | ``adjustment`` | wallet | |
| linked payment methods | merchant id | ``methods`` | | when to remind of a card, or to go on detaching |
| set-up of a method | set-up id | ``method_setup`` | | when to ask what came of it |
| merchant of a method or a customer | provider's id of it | ``method_owner`` | | |
| merchant's logo | merchant id | ``logo`` | | |
| API key | key id (a hash of the key) | ``api_key`` | merchant | |
| payment | payment id | ``payment`` | own Stripe account while open; day settled | when to look at it or its funds |
| payment link | link id | ``link`` | merchant | when to expire, to go on closing, or to be forgotten |
| payment that a link started | link id | ``attempt#payment id`` | | |
| sending of a link, or of a notice | link id, or notice id | ``sending#id`` | | |
| fee of a sending | sending id | ``fee`` | | |
| carried message | provider's message id | ``message`` | | |
| recipient who cannot or will not be reached | recipient id (a hash of the address) | ``recipient`` | | |
| texts of a merchant's messages | merchant id | ``link_template`` | | |
| surplus | provider's object id | ``surplus`` | all surplus money | when to send it back |
| return | return id, or the provider's dispute id | ``return`` | payment | when to ask the provider |
| timeline, the page being written | order id | ``timeline`` | | |
| timeline, a full page | order id | ``timeline#number`` | | |
| inbound event | provider's event id | ``event`` | | |
| event looked for | provider's event id | ``seen`` | | when to try again |
| place in the list of undelivered events | ``events`` | ``place``, ``place#methods`` or ``place#account`` | | |
| account whose events are looked for next | ``events`` | ``accounts`` | | |
| invoice | invoice id | ``invoice`` | merchant, by draft, outstanding, closed | when to collect it |
| last number of an invoice | ``invoice_numbers`` | ``counter`` | | |
| invoice of a number that was given | ``invoice_number#number`` | ``invoice_number`` | | |
| order's commission | order id | ``commission`` | | |
| commission, or what of it went back | ``accruals#merchant id#CUR#month#shard`` | ``order id#occasion`` | | |
| month of commissions | merchant id | ``billing#CUR#month`` | | when to bill it |
| notice | notice id | ``notice`` | merchant | merchant, while nobody has read it |
| which notices a merchant wants | merchant id | ``notice_settings`` | | |
| where a merchant's callbacks go | merchant id | ``callback_endpoint`` | | when to probe it, or to send what was held |
| callback | ``callbacks#subject id`` | ``callback#sequence`` | merchant, shard | |
| line of callbacks that wait | ``callbacks#subject id`` | ``line`` | | when to try; merchant, while held |
| audit | audit id | ``audit`` | all audits | |
| discrepancy | audit id | ``discrepancy#id`` | | |
| audited journal | merchant id | ``audited#CUR`` | | |
| export | export id | ``export`` | merchant | |
| payout | provider's payout id | ``payout`` | platform, or merchant of the account | while it is not recorded whole |
| what of ours a payout consists of | provider's payout id | ``line#provider's id`` | | |
| place in the search for payouts | ``payouts`` | ``search`` | | |
| connection to a shop | connection id | ``shop_connection`` | merchant | |
| shop of a source | ``shop_source#merchant id#source`` | ``shop_source`` | | |
| what a shop delivered | delivery id | ``shop_delivery`` | connection | when to try it again |
| what a shop last said of an order | order id | ``shop_said`` | | |

Both indexes hold keys alone. A partition takes 1,000 write units a second. An order enters its shard of ``list`` once,
so five carry 5,000 orders a second of a merchant; one that waits enters and leaves its shard of ``due``, so eight carry
4,000 (docs/hot-keys.md, docs/decisions/0002). A journal page of 97 lines costs a dozen units: each has its own key.
"""

import zlib
from datetime import datetime
from typing import Final, NamedTuple

from shared.clock import rfc3339

LIST_INDEX: Final = "list"
DUE_INDEX: Final = "due"
ORDER_SHARDS: Final = 5
WAITING_SHARDS: Final = 8
"""A list reads all shards of a kind, so at most eight. Only ever more: what lies beyond the last is not found."""
DUE_SHARDS: Final = 4
SETTLED_SHARDS: Final = 4
WALLET_PREFIX: Final = "wallet#"
SENDING_PREFIX: Final = "sending#"


class Key(NamedTuple):
    """Primary key of one item."""

    pk: str
    sk: str


def order_key(order_id: str) -> Key:
    """Where an order lives."""
    return Key(order_id, "order")


def timeline_key(order_id: str) -> Key:
    """Where the page of an order's timeline lives that is written now."""
    return Key(order_id, "timeline")


def timeline_page_key(order_id: str, number: int) -> Key:
    """Where full page ``number`` (from 1) of an order's timeline lives."""
    return Key(order_id, f"timeline#{number:06d}")


def merchant_key(merchant_id: str) -> Key:
    """Where a merchant's settings live."""
    return Key(merchant_id, "merchant")


def logo_key(merchant_id: str) -> Key:
    """Where a merchant's logo lives, picture and all."""
    return Key(merchant_id, "logo")


def wallet_key(merchant_id: str, currency: str) -> Key:
    """Where a wallet lives; a merchant's wallets are one item collection, so listing them is one query."""
    return Key(merchant_id, f"wallet#{currency}")


def wallet_id(merchant_id: str, currency: str) -> str:
    """A wallet's name where one text has to do: its queue group, its place in the due index."""
    return f"{merchant_id}.{currency}"


def consent_key(merchant_id: str, currency: str, number: int) -> Key:
    """Where change ``number`` (from 1) of the consent to debit a wallet automatically is kept."""
    return Key(merchant_id, f"consent#{currency}#{number:012d}")


def page_key(merchant_id: str, currency: str, number: int) -> Key:
    """Where page ``number`` (from 1) of a wallet's journal lives."""
    return Key(f"{merchant_id}#{currency}#{number:012d}", "page")


def adjustment_key(adjustment_id: str) -> Key:
    """Where an operator's adjustment of a wallet lives."""
    return Key(adjustment_id, "adjustment")


def api_key_key(key_id: str) -> Key:
    """Where a hashed API key lives."""
    return Key(key_id, "api_key")


def payment_key(payment_id: str) -> Key:
    """Where a payment lives."""
    return Key(payment_id, "payment")


def link_key(link_id: str) -> Key:
    """Where a payment link lives."""
    return Key(link_id, "link")


def sending_key(owner_id: str, sending_id: str) -> Key:
    """Where a message about a link, or a notice, lives; either with its messages is one item collection."""
    return Key(owner_id, SENDING_PREFIX + sending_id)


def fee_key(sending_id: str) -> Key:
    """Where the fee of a message lives: it stays when the message, with the address on it, is forgotten."""
    return Key(sending_id, "fee")


def message_key(message_id: str) -> Key:
    """Where it stands which sending the provider's message was, until its TTL."""
    return Key(message_id, "message")


def recipient_key(recipient_id: str) -> Key:
    """Where it is kept that a recipient cannot or will not be reached, until its TTL."""
    return Key(recipient_id, "recipient")


def link_template_key(merchant_id: str) -> Key:
    """Where a merchant's own texts live."""
    return Key(merchant_id, "link_template")


def attempt_key(link_id: str, payment_id: str) -> Key:
    """Where it is kept that a link has started a payment; all that is kept for a link is one item collection."""
    return Key(link_id, f"attempt#{payment_id}")


def surplus_key(provider_object_id: str) -> Key:
    """Where money that settled nothing is recorded, once per object of the provider."""
    return Key(provider_object_id, "surplus")


def return_key(return_id: str) -> Key:
    """Where a refund, a dispute or a credit of a payment lives."""
    return Key(return_id, "return")


def order_list(merchant_id: str, shard: int) -> str:
    """Partition of the list index with a merchant's orders."""
    return f"{merchant_id}#order#{shard}"


def waiting_list(merchant_id: str, shard: int) -> str:
    """Partition of the due index with a merchant's orders that wait for money; sorted as the list is."""
    return f"{merchant_id}#waiting#{shard}"


def owned_list(merchant_id: str, kind: str) -> str:
    """Partition of the list index with a merchant's things of one kind."""
    return f"{merchant_id}#{kind}"


def settled_list(day: str, shard: int) -> str:
    """Partition of the list index with the payments of orders that the provider's money settled on a UTC day."""
    return f"settled#{day}#{shard}"


MERCHANT_LIST: Final = "merchants"
SURPLUS_LIST: Final = "surplus"


def list_sort(created_at: datetime, item_id: str) -> str:
    """Sort key of the list index: by time, then by id."""
    return f"{rfc3339(created_at)}#{item_id}"


def due_partition(kind: str, shard: int) -> str:
    """Partition of the due index for one kind of work."""
    return f"due#{kind}#{shard}"


def due_attributes(kind: str, item_id: str, at: datetime) -> dict[str, str]:
    """The attributes that put an item on the due index; without them it is not there."""
    return {"due_pk": due_partition(kind, shard_of(item_id, DUE_SHARDS)), "due_sk": f"{rfc3339(at)}#{item_id}"}


NOT_LISTED: Final = ("list_pk", "list_sk")
"""What to remove so that no list shows the item any more."""

NOT_DUE: Final = ("due_pk", "due_sk")
"""What to remove so that no schedule picks the item up again."""


def shard_of(item_id: str, shards: int) -> int:
    """A shard that stays the same for an id."""
    return zlib.crc32(item_id.encode()) % shards
