"""What a merchant is told: the kinds, the notices, and which of them it wants (decision 0037)."""
