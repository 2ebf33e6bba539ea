"""Linking and unlinking payment methods: what the provider has and what we have, kept the same."""
