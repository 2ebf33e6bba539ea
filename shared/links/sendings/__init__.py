"""Sending a payment link: what is said, to whom, and what became of it."""
