"""Removes from installed packages what no function ever reads."""

import shutil
from pathlib import Path

SERVICES = frozenset({"dynamodb", "events", "s3", "secretsmanager", "sqs"})
"""The AWS services that the functions call: a client of another one needs an entry here."""

_DATA_FILES = frozenset({"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"})
_FOLDERS = ("*.dist-info", "__pycache__", "tests", "bin", "examples")
_FILES = ("*.pyi", "*.pyc")


def prune(site: Path) -> None:
    """Prune one folder of installed packages in place."""
    for pattern in _FOLDERS:
        for folder in list(site.rglob(pattern)):
            shutil.rmtree(folder, ignore_errors=True)
    for pattern in _FILES:
        for file in list(site.rglob(pattern)):
            file.unlink()
    for package in ("botocore", "boto3"):
        _prune_data(site / package / "data")


def _prune_data(data: Path) -> None:
    """The descriptions of some 400 services are most of the weight, and botocore lists their folders at start."""
    if not data.is_dir():
        return
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in SERVICES:
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name.removesuffix(".gz") not in _DATA_FILES:
            entry.unlink()
