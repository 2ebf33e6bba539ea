"""The provider's payouts: what of each is whose payment, and that it adds up (decision 48)."""
