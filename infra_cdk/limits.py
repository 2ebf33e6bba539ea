"""Bounds that several functions share."""

HTTP_STRIPE_SECONDS = 29
"""API Gateway gives up after 30 s: one second less, so that our own answer still gets through."""
