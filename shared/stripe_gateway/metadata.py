"""What we, or others, wrote on an object of Stripe's."""

from typing import Any


def metadata_of(thing: Any) -> dict[str, str]:
    """The metadata of any of the SDK's objects; nothing where it has none (https://docs.stripe.com/api/metadata)."""
    return dict(thing.metadata.to_dict()) if thing.metadata else {}
