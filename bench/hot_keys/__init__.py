"""How much one merchant and one wallet can take: computed from the key schema as built, and played with its limits."""
