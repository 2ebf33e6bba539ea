"""Stripe behind a port of ours; only :mod:`shared.stripe_gateway.client` imports the SDK."""
