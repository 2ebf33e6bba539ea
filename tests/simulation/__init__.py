"""Deterministic simulation: one seed is one history of the real handlers, with everything going wrong around them."""
