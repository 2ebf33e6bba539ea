"""What linked methods are to do for wallets."""
