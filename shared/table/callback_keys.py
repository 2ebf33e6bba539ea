"""Keys of callbacks and of where they go; their rows are in the table of :mod:`shared.table.keys`."""

from typing import Final

from shared.table.keys import Key, owned_list

CALLBACKS_PREFIX: Final = "callbacks#"
CALLBACK_PREFIX: Final = "callback#"
LINE: Final = "line"
CALLBACK_SHARDS: Final = 5


def callback_endpoint_key(merchant_id: str) -> Key:
    """Where it stands where a merchant's callbacks go, with the secrets that sign them."""
    return Key(merchant_id, "callback_endpoint")


def callbacks_of(subject_id: str) -> str:
    """Partition with all callbacks of one thing, in their order, and the line in which some of them wait."""
    return CALLBACKS_PREFIX + subject_id


def callback_key(subject_id: str, sequence: int) -> Key:
    """Where callback ``sequence`` (from 1) of a thing lives."""
    return Key(callbacks_of(subject_id), f"{CALLBACK_PREFIX}{sequence:09d}")


def line_key(subject_id: str) -> Key:
    """Where it stands, while callbacks of a thing wait, when the first of them is tried; sorts behind them."""
    return Key(callbacks_of(subject_id), LINE)


def callback_list(merchant_id: str, shard: int) -> str:
    """Partition of the list index with a merchant's callbacks; all of one thing are in one shard."""
    return owned_list(merchant_id, f"callback#{shard}")


def held_list(merchant_id: str) -> str:
    """Partition of the due index with a merchant's lines that wait for its server to be well again."""
    return owned_list(merchant_id, "held")
