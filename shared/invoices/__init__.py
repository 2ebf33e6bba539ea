"""Money that a merchant owes the operator (decision 0036)."""
