"""What a violated rule raises."""


class Broken(AssertionError):
    """A rule of the design, or of the simulation's own, does not hold."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(f"{rule}: {what}")
        self.rule = rule


def demand(holds: bool, rule: str, what: str) -> None:
    """Raises :class:`Broken` unless it holds."""
    if not holds:
        raise Broken(rule, what)
