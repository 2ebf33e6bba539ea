"""A merchant's logo, as buyers see it on the merchant's pages."""
