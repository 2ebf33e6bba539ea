"""The local stack: emulator, Stripe simulator, deployer and demo. Never deployed."""
