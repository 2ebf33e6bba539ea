"""Budgets of what a function imports, lists and weighs: `python -m infra_cdk.packaging.budgets [--write]`.

Without `--write` it compares what is built from this work tree with `budgets.toml`; with it, what is measured becomes
the budget. Both say what has changed.
"""

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra_cdk.build_packages import build_packages
from infra_cdk.packaging.build_functions import function_names
from infra_cdk.packaging.interpreters import local_target
from infra_cdk.packaging.measure import Init, measure
from infra_cdk.paths import packages_folder

BUDGETS: Final = Path(__file__).with_name("budgets.toml")

STANDARD_ROOM: Final = 40
"""Modules of the standard library by which versions of Python differ; folders of it differ by a quarter of that."""

FILES_ROOM: Final = 3
"""Files by which wheels for different machines differ."""

SIZE_ROOM: Final = 1.12
"""Compiled files and native libraries differ between versions and machines."""

_COUNTS: Final = ("standard", "listings", "standard_listings", "files", "zip_kib")


@dataclass(frozen=True)
class Budget:
    """One function's: our modules by name, how many of each other package, and counts."""

    ours: frozenset[str]
    others: Mapping[str, int]
    counts: Mapping[str, int]


def budget_of(init: Init) -> Budget:
    """What was measured, as a budget."""
    others: dict[str, int] = {}
    for name in init.others:
        others[name.split(".")[0]] = others.get(name.split(".")[0], 0) + 1
    counts = {
        "standard": len(init.standard),
        "listings": init.listings,
        "standard_listings": init.standard_listings,
        "files": init.files,
        "zip_kib": init.zip_kib,
    }
    return Budget(frozenset(init.ours), others, counts)


def read_budgets(path: Path = BUDGETS) -> tuple[dict[str, Budget], frozenset[str]]:
    """The budget of each function, and every module not ours that some function loads."""
    content = tomllib.loads(path.read_text())
    known = frozenset(_full_names(content.pop("known")))
    return {name: _read(table) for name, table in content.items()}, known


def exceeded(name: str, init: Init, budget: Budget, known: frozenset[str]) -> list[str]:
    """What has grown past the budget, each as a sentence that names the new import where there is one."""
    found = budget_of(init)
    grown = [f"imports {module} at init" for module in sorted(found.ours - budget.ours)]
    for package, count in found.others.items():
        if count > budget.others.get(package, 0):
            names = [each for each in init.others if each.split(".")[0] == package]
            new = [each for each in names if each not in known] or names
            grown.append(f"imports {package}: {budget.others.get(package, 0)} -> {count} modules ({', '.join(new)})")
    for kind in _COUNTS:
        if found.counts[kind] > _limit(kind, budget.counts[kind]):
            new = [each for each in init.standard if each not in known] if kind == "standard" else []
            told = f" ({', '.join(new)})" if new else ""
            grown.append(f"{kind}: {budget.counts[kind]} -> {found.counts[kind]}{told}")
    return [f"{name} {text}" for text in grown]


def _limit(kind: str, count: int) -> float:
    rooms = {"standard": STANDARD_ROOM, "standard_listings": STANDARD_ROOM // 4, "files": FILES_ROOM}
    return count * SIZE_ROOM if kind == "zip_kib" else count + rooms.get(kind, 0)


def write_budgets(inits: Mapping[str, Init], path: Path = BUDGETS) -> None:
    """Make what was measured the budget."""
    lines = ["# What each function loads at init, as packaged. Written by `make budgets`; a test holds it.", ""]
    lines += ["[known]  # of others and of the standard library, by any function"]
    lines += _grouped({name for init in inits.values() for name in (*init.others, *init.standard)})
    for name, init in sorted(inits.items()):
        budget = budget_of(init)
        lines += ["", f"[{name}]"]
        lines += [f"{kind} = {budget.counts[kind]}" for kind in _COUNTS]
        lines += [
            f"others = {{ {', '.join(f'{package} = {count}' for package, count in sorted(budget.others.items()))} }}"
        ]
        lines += [f"[{name}.ours]", *_grouped(budget.ours)]
    path.write_text("\n".join(lines) + "\n")


def _grouped(names: set[str] | frozenset[str]) -> list[str]:
    """`"shared.orders" = "model service"`: modules by the package that they lie in."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        package, _, module = name.rpartition(".")
        groups.setdefault(package, []).append(module)
    return [f'"{package}" = "{" ".join(modules)}"' for package, modules in sorted(groups.items())]


def _full_names(groups: Mapping[str, str]) -> list[str]:
    return [f"{package}.{module}".lstrip(".") for package, text in groups.items() for module in text.split()]


def _read(table: Mapping[str, Any]) -> Budget:
    counts = {kind: table[kind] for kind in _COUNTS}
    return Budget(frozenset(_full_names(table["ours"])), table["others"], counts)


def main() -> int:
    """Measure, compare, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="make what is measured the budget")
    write = parser.parse_args().write
    packages = packages_folder(local=True)
    build_packages(packages, local_target(None))
    with tempfile.TemporaryDirectory() as scratch:
        inits = measure(packages, function_names(), Path(scratch))
    budgets, known = read_budgets() if BUDGETS.exists() else ({}, frozenset[str]())
    for name, init in inits.items():
        print(_row(name, budgets.get(name), budget_of(init)))  # noqa: T201
    if write:
        write_budgets(inits)
        return 0
    grown = [text for name, init in inits.items() for text in exceeded(name, init, budgets[name], known)]
    print("\n".join(grown) or "within the budgets", file=sys.stderr)  # noqa: T201
    return 1 if grown else 0


def _row(name: str, before: Budget | None, after: Budget) -> str:
    new = _totals(after)
    old = _totals(before) if before else new
    told = [f"{what} {'' if old[what] == count else f'{old[what]} -> '}{count}" for what, count in new.items()]
    return f"{name:20} " + "   ".join(told)


def _totals(budget: Budget) -> dict[str, int]:
    counts = budget.counts
    return {
        "modules": len(budget.ours) + sum(budget.others.values()) + counts["standard"],
        "listings": counts["listings"] + counts["standard_listings"],
        "KiB": counts["zip_kib"],
    }


if __name__ == "__main__":
    raise SystemExit(main())
