"""A day of orders, played through the public HTTP API of a running stack."""
