"""What a million orders cost: counted calls times documented prices. `python -m bench.costs` writes docs/costs.md."""
