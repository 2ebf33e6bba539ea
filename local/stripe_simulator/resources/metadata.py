"""Metadata (https://docs.stripe.com/api/metadata): at most 50 keys of 40 characters, values of 500."""

from typing import Any

from local.stripe_simulator.errors import invalid_request

MAX_KEYS = 50
MAX_KEY = 40
MAX_VALUE = 500


def merged_metadata(current: dict[str, str], given: Any) -> dict[str, str]:
    """`current` with the given keys set; an empty value unsets its key and an empty string for the whole unsets all.

    Raises StripeError (400) beyond the limits.
    """
    if given is None:
        return dict(current)
    if given == "":
        return {}
    merged = {key: value for key, value in {**current, **given}.items() if value != ""}
    if len(merged) > MAX_KEYS:
        raise invalid_request("Metadata can have up to 50 keys.", param="metadata")
    for key, value in given.items():
        if len(key) > MAX_KEY:
            raise invalid_request(f"Metadata keys can be up to 40 characters long: {key!r}.", param="metadata")
        if len(value) > MAX_VALUE:
            message = f"Metadata values can be up to 500 characters, but you passed in a value of {len(value)}."
            raise invalid_request(message, param=f"metadata[{key}]")
    return merged
