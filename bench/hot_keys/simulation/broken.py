"""What ends a run."""


class Broken(Exception):
    """A promise that was not kept."""
