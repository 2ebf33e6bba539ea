"""Shops that a merchant connects: who they are, what they send, and what it says."""
