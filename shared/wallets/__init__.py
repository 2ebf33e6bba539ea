"""Wallets: prepaid credits of a merchant in one currency, with their journal."""
