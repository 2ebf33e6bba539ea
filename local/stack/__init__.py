"""Brings the whole of orderpay up on this machine: emulator, Stripe simulator and the deployed stacks."""
