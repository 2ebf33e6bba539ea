"""Why an order is unpaid, and what happens next."""
