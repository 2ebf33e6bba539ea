"""Where this repository is, and where built things go that are never committed."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
REQUIREMENTS = REPOSITORY / "requirements" / "runtime.txt"


def built(what: str, local: bool) -> Path:
    """The usual folder of a built thing: for AWS, or for this machine."""
    return REPOSITORY / ".local" / what / ("local" if local else "aws")
