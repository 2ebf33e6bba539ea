"""Where the bench keeps its things, and where it writes."""

from infra_cdk.paths import REPOSITORY

WORK = REPOSITORY / ".local" / "bench"
REQUIREMENTS = REPOSITORY / "requirements"
DOCUMENT = REPOSITORY / "docs" / "performance.md"
CHART = REPOSITORY / "docs" / "performance.svg"
