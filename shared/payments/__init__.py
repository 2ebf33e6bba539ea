"""Payments: every use case that moves money. The only noun that may use the others."""
