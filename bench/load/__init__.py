"""`python -m bench.load`: a mixed day on the local stack, from several processes, with the books checked at its end."""
