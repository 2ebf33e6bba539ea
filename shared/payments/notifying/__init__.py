"""Telling merchants: news that the stream brings, the mail of a notice, and the list of them (decision 0037)."""
