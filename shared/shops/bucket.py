"""What deliveries ask of the bucket: bodies that their items cannot hold."""

from typing import Protocol

from shared.shops.delivery import Delivery, unpacked


class DeliveryBucket(Protocol):
    """Every call may raise for an outage; nothing is done by halves then."""

    def put(self, key: str, content: bytes) -> None:
        """Write a whole object."""
        ...

    def get(self, key: str) -> bytes:
        """A whole object that is there: of a delivery that can be read, it is."""
        ...


def body_of(bucket: DeliveryBucket, delivery: Delivery) -> bytes:
    """The very bytes that came; from the bucket, where they lie packed alike, if the item does not hold them."""
    text = delivery.body if delivery.body is not None else bucket.get(delivery.object_key).decode()
    return unpacked(text)
