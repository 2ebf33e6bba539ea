"""Two-stage payments: reserved when the buyer pays, taken when the shop says so, or given back (decision 0043)."""
