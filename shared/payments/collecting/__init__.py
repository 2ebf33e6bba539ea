"""Ways to collect by the provider's hosted page: links, bulk payment, top-ups; opening, taking over, closing."""
