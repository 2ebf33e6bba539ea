"""The product: nouns, the three outside worlds they talk to, and the kernel they stand on."""
