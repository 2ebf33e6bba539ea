"""`python -m bench.drills`: faults on the running local stack, each with its figures and with the books checked."""
