"""Deploys orderpay: what runs is in `functions.py`, how it is wired in `components/`, and `stacks/` only compose."""

from infra_cdk.node import use_bundled_node

# jsii starts Node when `aws_cdk` is first imported, so this must come before any module of ours that does so.
use_bundled_node()
