"""What we depend on, looked at from outside: `python -m local.supply_chain audit [SERVICE]|sbom`.

Both read the hashed lock files alone and run in an environment of their own, `.local/audit-venv`. `audit` asks an index
for known vulnerabilities, `pypi` or `osv`; it wants the network, so it is no part of `make test`.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from local import bootstrap
from local.stack.paths import REPO

LOCKS = ("runtime", "dev", "emulator")
_ENVIRONMENT = REPO / ".local" / "audit-venv"
_BOMS = REPO / ".local" / "sbom"
_SERVICES = ("pypi", "osv")


def main(arguments: Sequence[str]) -> int:
    """Do what was asked for. 0: done and nothing found; 1: vulnerabilities; 2: not every package could be looked up."""
    command, *rest = arguments or ("",)
    service = rest[0] if rest else "pypi"
    if command not in ("audit", "sbom") or service not in _SERVICES:
        print(__doc__, file=sys.stderr)
        return 2
    bootstrap.ensure(_ENVIRONMENT, bootstrap.REQUIREMENTS / "audit.txt", "what audits our dependencies")
    return _audit(service) if command == "audit" else _list()


def _audit(service: str) -> int:
    worst = 0
    for name in LOCKS:
        arguments = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
        done = _run("pip-audit", "--requirement", str(_lock(name)), *arguments, "--vulnerability-service", service)
        try:
            told = json.loads(done.stdout)["dependencies"]
        except ValueError:
            print(f"{name}: the index {service} could not be asked:\n{done.stderr.strip()}", file=sys.stderr)
            worst = max(worst, 2)
            continue
        lines, status = verdict(told)
        print("\n".join(f"{name}: {line}" for line in lines))
        worst = max(worst, status)
    return worst


def verdict(packages: Iterable[Mapping[str, Any]]) -> tuple[list[str], int]:
    """What pip-audit's JSON comes to: lines, and a status. That the index does not know a package is no good news."""
    known = list(packages)
    skipped = [each for each in known if "skip_reason" in each]
    lines = [
        f"{each['name']} {each['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'none yet'}"
        for each in known
        for flaw in each.get("vulns", ())
    ]
    looked_up = len(known) - len(skipped)
    summary = f"{looked_up} of {len(known)} packages were looked up, {len(lines)} vulnerabilities are known"
    if skipped or not known:
        return [*lines, summary, "the index does not know the others: ask one that does (SERVICE=osv)"], 2
    return [*lines, summary], 1 if lines else 0


def _list() -> int:
    _BOMS.mkdir(parents=True, exist_ok=True)
    for name in LOCKS:
        target = _BOMS / f"{name}.cdx.json"
        options = ("--output-reproducible", "--output-format", "JSON", "--output-file", str(target))
        done = _run("cyclonedx-py", "requirements", str(_lock(name)), *options)
        if done.returncode != 0:
            print(f"{name}: no list could be made:\n{done.stderr.strip()}", file=sys.stderr)
            return 2
        count = len(json.loads(target.read_text())["components"])
        print(f"{target.relative_to(REPO)}: {count} packages with their hashes")
    return 0


def _lock(name: str) -> Path:
    return bootstrap.REQUIREMENTS / f"{name}.txt"


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([_ENVIRONMENT / "bin" / program, *arguments], cwd=REPO, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
