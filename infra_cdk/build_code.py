"""Build a folder with `functions` and `shared`, compiled, for the context `code_path`."""

import shutil
from pathlib import Path

from infra_cdk.packaging.command import read_options, report
from infra_cdk.packaging.interpreters import BuildTarget
from infra_cdk.packaging.once import build_once, build_sources, fingerprint
from infra_cdk.packaging.precompile import precompile
from infra_cdk.paths import REPOSITORY

_PACKAGES = ("functions", "shared")
_IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc")


def build_code(target: Path, built_for: BuildTarget) -> bool:
    """Copy and compile our own run-time code; False when it is up to date."""
    sources = sorted(path for name in _PACKAGES for path in (REPOSITORY / name).rglob("*") if _is_source(path))
    words = [built_for.label, str(bool(built_for.interpreter)), *(str(p.relative_to(REPOSITORY)) for p in sources)]

    def build(folder: Path) -> None:
        for name in _PACKAGES:
            shutil.copytree(REPOSITORY / name, folder / name, ignore=_IGNORED)
        precompile(folder, built_for, "/var/task")

    return build_once(target, fingerprint(words, [*sources, *build_sources()]), build)


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def main() -> int:
    """Build what the options ask for."""
    target, built_for = read_options(__doc__, "code")
    report(target, build_code(target, built_for), built_for)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
