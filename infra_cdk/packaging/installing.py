"""Where the packages of others come from: this environment if it has exactly them, or the package index."""

import sysconfig
from pathlib import Path

from infra_cdk.packaging.distributions import canonical, locked
from infra_cdk.packaging.interpreters import THIS_VERSION, BuildTarget, uv
from infra_cdk.paths import REQUIREMENTS


def installed(scratch: Path, built_for: BuildTarget) -> Path:
    """A folder with everything that requirements/runtime.txt pins; `scratch` is filled if the index is asked."""
    here = Path(sysconfig.get_path("purelib"))
    if built_for.platform is None and built_for.version == THIS_VERSION and _pinned_versions_are_in(here):
        return here
    if built_for.platform is None:
        python = ["--python", str(built_for.interpreter)]
    else:
        python = ["--python-platform", built_for.platform, "--python-version", built_for.version]
    options = ["--quiet", "--no-config", "--no-deps", "--require-hashes", "--only-binary", ":all:", *python]
    uv("pip", "install", "--target", str(scratch), *options, "--requirements", str(REQUIREMENTS))
    return scratch


def _pinned_versions_are_in(site: Path) -> bool:
    """Installing checked their hashes: the lock file of the environment pins them too."""
    folders = (folder.name.removesuffix(".dist-info").rpartition("-") for folder in site.glob("*.dist-info"))
    versions = {canonical(name): version for name, _, version in folders}
    return locked(REQUIREMENTS).items() <= versions.items()
