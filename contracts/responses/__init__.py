"""What the API answers, as models: one for each resource, with examples. Tests hold the handlers to them."""
