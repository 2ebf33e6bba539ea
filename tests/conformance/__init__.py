"""The simulation's table against real ones: the same operations, the same answers."""
