"""One handler for each client: the same two calls. Each runs in a process with what it needs and nothing else."""
