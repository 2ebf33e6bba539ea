"""A test delivery: made and signed by us as the shop would, taken in and dealt with as any other."""

from typing import Final

from shared.canonical import canonical_json
from shared.clock import Clock, rfc3339
from shared.errors import Busy
from shared.shops.bucket import DeliveryBucket
from shared.shops.connection import Connection
from shared.shops.delivery import TEST_EVENT, Delivery
from shared.shops.receiving import Sent, receive
from shared.shops.samples import SAMPLES
from shared.shops.signing import signature
from shared.shops.systems import HEADERS
from shared.table.port import Table

_CURRENCY: Final = "EUR"


def deliver_sample(table: Table, bucket: DeliveryBucket, clock: Clock, connection: Connection) -> Delivery:
    """The delivery as it was kept; each call makes one of its own. Signed with the newest secret."""
    now, names = clock.now(), HEADERS[connection.system]
    topic, sample = SAMPLES[connection.system]
    currency = connection.rules.currencies[0] if connection.rules.currencies else _CURRENCY
    body = canonical_json(sample(int(now.timestamp() * 1_000), currency, now)).encode()
    headers = {
        names.topic: topic,
        names.event: TEST_EVENT,
        names.source: connection.domain,
        names.signature: signature(connection.secrets[0].value, body),
    }
    if names.sent_at is not None:
        headers[names.sent_at] = rfc3339(now)
    delivery = receive(table, bucket, clock, Sent(connection.system, connection.id, headers, body))
    if delivery is None:
        raise Busy("the test delivery was not kept")
    return delivery
