"""What ends a command."""


class OpsError(Exception):
    """The text says what was found and what to do; nothing was changed."""
