"""Removes from installed packages what no function ever reads, each with its reason."""

import shutil
from pathlib import Path
from typing import Final

SERVICES: Final = frozenset({"s3"})
"""The AWS services whose descriptions botocore keeps: a boto3 client of another one needs an entry here."""

LANGUAGES: Final = frozenset({"en", "de", "fr", "es", "it", "nl"})
"""The languages of which babel keeps its data, with all their territories: those in which buyers are spoken to."""

EVERYWHERE: Final = {
    "**/*.dist-info": "no package here reads its own metadata at run time",
    "**/__pycache__": "compiled by whoever installed it, for its folder and its date",
    "**/tests": "tests of packages",
    "**/examples": "examples",
    "bin": "commands",
    "**/*.pyi": "read by type checkers only",
    "**/py.typed": "read by type checkers only",
    "**/*.c": "sources of what is built already",
    "**/__main__.py": "commands",
}
"""Patterns that are dropped from every package, and why."""

PARTS: Final = {
    "babel/messages": "collects texts from sources and compiles catalogues; ours are read as they are",
    "charset_normalizer/cli": "a command",
    "pydantic/v1": "the first version's API, for those who have not moved",
    "pydantic/mypy.py": "a plugin of a type checker",
    "stripe/params": "shapes of parameters, imported for type checkers only; half of the package",
}
"""Patterns that are dropped from one package, and why; a test follows the imports of all that is kept."""

_DATA_FILES = frozenset({"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"})


def prune(site: Path) -> None:
    """Prune one folder of installed packages in place."""
    for pattern in (*EVERYWHERE, *PARTS):
        for path in list(site.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    for package in ("botocore", "boto3"):
        _prune_data(site / package / "data")
    for locale in (site / "babel" / "locale-data").glob("*.dat"):
        if locale.stem != "root" and locale.stem.split("_")[0] not in LANGUAGES:
            locale.unlink()


def _prune_data(data: Path) -> None:
    """The descriptions of some 400 services are most of the weight, and botocore lists their folders at start."""
    if not data.is_dir():
        return
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in SERVICES:
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name.removesuffix(".gz") not in _DATA_FILES:
            entry.unlink()
