"""By what a payment collects, and what stands behind it then."""

from enum import StrEnum


class Means(StrEnum):
    """How a payment collects; ``external``: the shop took the money itself, and all we have is its word."""

    CREDITS = "credits"
    CHECKOUT = "checkout"
    SAVED_METHOD = "saved_method"
    EXTERNAL = "external"

    @property
    def at_provider(self) -> bool:
        """Whether the provider holds the money: it clears, is disputed, sent back and paid out there."""
        return self in (Means.CHECKOUT, Means.SAVED_METHOD)


def paid_in_shop(paid_means: str | None) -> bool:
    """Of what an order says that paid it: whether the shop took the money itself, and none of it went through here."""
    return paid_means == Means.EXTERNAL
