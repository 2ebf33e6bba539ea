"""What a merchant's own server is told by HTTP: where, signed how, and what became of it (decisions 0041, 0042)."""
