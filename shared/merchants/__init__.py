"""Merchants: the tenants, their settings and their API keys."""
