"""The contract test needs the checker of Stripe's OpenAPI description: `STRIPE_CONTRACT` is the path of contract.py."""

import os

collect_ignore = [] if os.environ.get("STRIPE_CONTRACT") else ["test_stripe_simulator.py"]
