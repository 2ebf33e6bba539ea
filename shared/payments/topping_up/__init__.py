"""Linked methods at work for a wallet: top-ups by themselves, and orders that credits do not pay (decision 0040)."""
