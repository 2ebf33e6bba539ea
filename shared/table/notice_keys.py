"""Keys of what merchants are told; their rows are in the table of :mod:`shared.table.keys`."""

from shared.table.keys import Key, owned_list


def notice_key(notice_id: str) -> Key:
    """Where a notice lives; with its mail it is one item collection."""
    return Key(notice_id, "notice")


def notice_settings_key(merchant_id: str) -> Key:
    """Where it stands which notices a merchant wants, and where they are mailed to."""
    return Key(merchant_id, "notice_settings")


def notice_list(merchant_id: str) -> str:
    """Partition of the list index with a merchant's notices."""
    return owned_list(merchant_id, "notice")


def unread_list(merchant_id: str) -> str:
    """Partition of the due index with a merchant's notices that nobody has read; sorted as the list is."""
    return f"{merchant_id}#unread"
