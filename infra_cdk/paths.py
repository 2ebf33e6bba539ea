"""Where this repository is, and where built things go that are never committed."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
REQUIREMENTS = REPOSITORY / "requirements" / "runtime.txt"


BUILT = REPOSITORY / ".local"
"""Below it goes what is built and never committed."""


def packages_folder(*, local: bool) -> Path:
    """The usual folder of the built packages: for AWS, or for this machine."""
    return BUILT / "packages" / ("local" if local else "aws")
