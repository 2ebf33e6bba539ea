"""Forgetting: links, and what payments keep of them, 90 days after."""
