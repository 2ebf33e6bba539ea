"""What a merchant wants its linked methods to do for a wallet: fill it up, and pay what its credits do not."""
