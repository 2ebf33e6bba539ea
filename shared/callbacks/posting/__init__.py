"""One POST to an address that somebody else has chosen: safely, and bounded in time and size (decision 0042)."""
