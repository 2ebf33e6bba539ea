"""One folder is one Lambda: parse, one call, answer."""
