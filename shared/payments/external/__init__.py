"""Payments that the shop took itself: recorded so that an order is settled once, never collected or sent back."""
