"""How many bytes an item counts for.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html: a text is its UTF-8
bytes; a number about one byte for two significant digits and one more; null and a Boolean are one byte; a list or a map
is three bytes, and one more for each element beside the element itself. Names count as texts do. "About" is one byte at
most: the sign of a negative number, which the page leaves open, counts as one here.
"""

from collections.abc import Mapping
from typing import Any


def item_size(item: Mapping[str, Any] | None) -> int:
    """Bytes of a whole item, keys among them; none for one that is not there."""
    return sum(text_size(name) + value_size(value) for name, value in (item or {}).items())


def value_size(value: Any) -> int:
    """Bytes of one value without its name. Raises ``TypeError`` for what items cannot hold."""
    match value:
        case str():
            return text_size(value)
        case bool() | None:
            return 1
        case int():
            return _number_size(value)
        case list() | tuple():
            return 3 + sum(1 + value_size(element) for element in value)
        case dict():
            return 3 + sum(1 + text_size(name) + value_size(element) for name, element in value.items())
        case _:
            raise TypeError(f"items cannot hold {type(value).__name__}")


def text_size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def _number_size(number: int) -> int:
    digits = len(str(abs(number)).rstrip("0"))
    return (digits + 1) // 2 + 1 + (number < 0)
