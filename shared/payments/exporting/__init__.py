"""Reading the rows of exports, and writing them (decision 48)."""
