"""Orders: what must be paid before production."""
