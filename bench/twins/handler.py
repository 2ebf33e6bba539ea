"""A bare function: clients made at import, as most are, and one recorded call after the other.

It is copied beside a ``calls.json`` and run in a process of its own, with the SDKs as their makers ship them.
"""

import json
import os
from pathlib import Path
from typing import Any

_RECORDED = json.loads(Path(__file__).with_name("calls.json").read_text(encoding="utf-8"))
_aws: dict[str, Any] = {}
_stripe: Any = None
_refused: tuple[type[Exception], ...] = ()

if _RECORDED["services"]:
    import boto3
    from botocore.exceptions import ClientError

    _aws = {name: boto3.client(name) for name in _RECORDED["services"]}
    _refused = (ClientError,)
if _RECORDED["uses_stripe"]:
    import stripe

    _stripe = stripe.StripeClient(
        _RECORDED["stripe_key"], base_addresses={"api": os.environ["STRIPE_API_BASE"]}, max_network_retries=2
    )
    _refused = (*_refused, stripe.StripeError)

_todo = iter((_RECORDED["first"],))


def lambda_handler(_event: object, _context: object) -> Any:
    """Make the calls (the first time those that a fresh process makes); the recorded answer."""
    for call in next(_todo, _RECORDED["warm"]):
        try:
            if call["service"] == "stripe":
                _stripe.raw_request(call["method"], call["path"], **call["parameters"])
            else:
                getattr(_aws[call["service"]], call["method"])(**call["parameters"])
        except _refused:
            if not call["refused"]:
                raise
    return _RECORDED["answer"]
