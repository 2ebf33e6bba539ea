"""A merchant's linked payment methods: which they are, in which order they are charged, and which can be."""
