"""Stripe behind a port of ours; only this package imports the SDK."""
