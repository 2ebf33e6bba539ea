"""Where it is kept what a merchant's linked methods do for a wallet; part of the key schema in ``keys``."""

from shared.table.keys import Key


def refill_key(merchant_id: str, currency: str) -> Key:
    """Apart from the wallet, which every debit writes: neither waits for the other."""
    return Key(merchant_id, f"refill#{currency}")
