"""How long things take. No page of AWS promises these: they are inputs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds."""

    read: float = 0.004
    write: float = 0.006
    transaction: float = 0.010
    transaction_per_item: float = 0.0003
    invocation: float = 0.003
    """What a warm function takes beside its calls."""
    call: float = 0.010
    """One call to a queue or to the bus."""
    record: float = 0.0002
    """What the relay takes for one record of the stream."""
    stream_poll: float = 0.25
    """Lambda asks an idle shard four times a second
    (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html)."""
    queue_pickup: float = 0.02
    """From a visible message to an invocation that has it."""

    @classmethod
    def quick(cls) -> "Timing":
        """So quick that only limits bind."""
        return cls(0.0005, 0.001, 0.001, 0.0, 0.0005, 0.0005, 0.0, 0.05, 0.001)

    def write_seconds(self, items: int) -> float:
        """One transaction of that many items."""
        return self.transaction + self.transaction_per_item * items
