"""The installed packages of a folder: what each provides and which others it needs, by their own metadata."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Package:
    """One distribution: ``imports`` are the names that it provides, ``files`` are relative to the folder."""

    name: str
    imports: frozenset[str]
    needs: frozenset[str]
    files: tuple[str, ...]


def read_packages(site: Path, wanted: Iterable[str]) -> dict[str, Package]:
    """The wanted distributions, by name. What only an extra asks for is not needed. Raises ``LookupError``."""
    names = frozenset(wanted)
    found: dict[str, Package] = {}
    for distribution in distributions(path=[str(site)]):
        name = canonical(distribution.metadata["Name"])
        if name in names:
            files = tuple(
                path.as_posix() for path in distribution.files or () if ".." not in path.parts and path.suffix != ".pyc"
            )
            needs = frozenset(canonical(match[0]) for match in map(_NAME.match, _plain(distribution.requires)) if match)
            found[name] = Package(name, frozenset(_imports(files)), needs & names, files)
    if missing := names - found.keys():
        raise LookupError(f"not installed in {site}: {', '.join(sorted(missing))}")
    return found


def locked(lock: Path) -> dict[str, str]:
    """The versions that a lock file pins, by canonical name."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text(), re.MULTILINE)
    return {canonical(name): version for name, version in pins}


def with_needs(roots: Iterable[str], packages: Mapping[str, Package]) -> frozenset[str]:
    """These distributions and everything that they need."""
    found: set[str] = set()
    ahead = list(roots)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += packages[name].needs
    return frozenset(found)


def canonical(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _plain(requires: Iterable[str] | None) -> list[str]:
    return [text for text in requires or () if "extra ==" not in text]


def _imports(files: Iterable[str]) -> set[str]:
    tops = {name.split("/")[0] for name in files}
    return {
        top.split(".")[0]
        for top in tops
        if not top.endswith((".dist-info", ".pth")) and top not in {"bin", "__pycache__"}
    }
