"""Which packages of others make which layer, and which layers an import needs."""

from collections.abc import Iterable, Mapping
from typing import Final

from infra_cdk.packaging.distributions import Package, with_needs

LAYERS: Final[Mapping[str, tuple[str, ...]]] = {
    "models": ("pydantic",),
    "http": ("urllib3",),
    "aws": ("boto3",),
    "stripe": ("stripe",),
    "pages": ("babel", "jinja2"),
    "phones": ("phonenumberslite",),
    "documents": ("pypdf",),
    "callbacks": ("standardwebhooks",),
}
"""What is needed together. A layer holds these and what they need, but for what a layer before it holds already."""

MOST_LAYERS: Final = 5
"""Of a function (https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html)."""


def assign(packages: Mapping[str, Package]) -> dict[str, frozenset[str]]:
    """The distributions of each layer; raises ``LookupError`` for one that no layer needs."""
    assigned: dict[str, frozenset[str]] = {}
    left = set(packages)
    for layer, roots in LAYERS.items():
        assigned[layer] = with_needs(roots, packages) & left
        left -= assigned[layer]
    if left:
        raise LookupError(f"no layer of infra_cdk/packaging/layers.py needs {', '.join(sorted(left))}")
    return assigned


def layers_by_import(packages: Mapping[str, Package]) -> dict[str, list[str]]:
    """For each name that can be imported, the layers that it takes."""
    assigned = assign(packages)
    return {
        name: [layer for layer, held in assigned.items() if held & with_needs([package.name], packages)]
        for package in packages.values()
        for name in sorted(package.imports)
    }


def layers_of(imports: Iterable[str], by_import: Mapping[str, list[str]]) -> list[str]:
    """The layers of a function that imports these, in the order of the table; raises ``LookupError``."""
    unknown = set(imports) - by_import.keys()
    if unknown:
        raise LookupError(f"not in requirements/runtime.txt: {', '.join(sorted(unknown))}")
    needed = {layer for name in imports for layer in by_import[name]}
    return [layer for layer in LAYERS if layer in needed]
