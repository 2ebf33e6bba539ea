"""The product's real code in virtual time, with a token bucket to each partition of the table and of its indexes."""
