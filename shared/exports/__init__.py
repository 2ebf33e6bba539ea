"""Exports: what a merchant takes home as CSV, at once or through the bucket (decision 48)."""
