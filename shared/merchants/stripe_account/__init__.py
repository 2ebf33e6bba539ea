"""A merchant's own account at the provider, connected to the platform's: link payments can collect there."""
