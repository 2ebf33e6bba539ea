"""Bare twins: what a function costs that makes the same calls with the same parameters, and does nothing else."""
