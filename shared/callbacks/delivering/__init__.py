"""Callbacks on their way to merchants' servers: in order for each thing, at least once, nobody delayed by another."""
