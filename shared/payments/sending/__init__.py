"""Sending payment links: asking for it, the fee, handing over, and what the networks tell."""
