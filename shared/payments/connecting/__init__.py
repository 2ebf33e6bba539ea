"""Connecting a merchant's own account at the provider, seeing what it can do, and letting it go."""
