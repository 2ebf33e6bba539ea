"""The local stack's own logic."""
