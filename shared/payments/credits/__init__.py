"""Paying orders from prepaid credits: by itself, by draining the queue, by hand."""
