"""Build the folder of the Lambda layer from requirements/runtime.txt; quick when nothing has changed."""

from pathlib import Path

from infra_cdk.packaging.command import read_options, report
from infra_cdk.packaging.interpreters import BuildTarget, uv
from infra_cdk.packaging.once import build_once, build_sources, fingerprint
from infra_cdk.packaging.precompile import precompile
from infra_cdk.packaging.prune import prune
from infra_cdk.paths import REQUIREMENTS


def build_layer(target: Path, built_for: BuildTarget) -> bool:
    """Fill `target` with `python/…`, pruned and compiled; False when it is up to date."""
    compiled = "compiled" if built_for.interpreter else "plain"
    stamp = fingerprint([built_for.label, compiled], [REQUIREMENTS, *build_sources()])

    def build(folder: Path) -> None:
        site = folder / "python"
        _install(site, built_for)
        prune(site)
        precompile(site, built_for, "/opt/python")

    return build_once(target, stamp, build)


def _install(site: Path, built_for: BuildTarget) -> None:
    if built_for.platform is None:
        python = ["--python", str(built_for.interpreter)]
    else:
        python = ["--python-platform", built_for.platform, "--python-version", built_for.version]
    options = ["--quiet", "--no-config", "--no-deps", "--require-hashes", "--only-binary", ":all:", *python]
    uv("pip", "install", "--target", str(site), *options, "--requirements", str(REQUIREMENTS))


def main() -> int:
    """Build what the options ask for."""
    target, built_for = read_options(__doc__, "layers")
    report(target, build_layer(target, built_for), built_for)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
