"""The part of the table of functions about shops that are connected, and what they deliver."""

from infra_cdk.spec import FunctionSpec

SHOPS: tuple[FunctionSpec, ...] = ()
