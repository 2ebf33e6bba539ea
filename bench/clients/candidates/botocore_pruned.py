"""botocore without boto3, with the descriptions of the services in use and a loader that looks there alone."""

import json
from pathlib import Path
from typing import Any

import botocore
from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session

_DATA = Path(botocore.__file__).with_name("data")
_CALLS: dict[str, Any] = json.loads(Path(__file__).with_name("calls.json").read_text(encoding="utf-8"))


def _make_client() -> Any:
    session = Session()
    session.register_component(
        "data_loader", Loader(extra_search_paths=[str(_DATA)], include_default_search_paths=False)
    )
    return session.create_client("dynamodb", config=Config(parameter_validation=False))


_client = _make_client()


def lambda_handler(event: dict[str, str], _context: object) -> None:
    """Make the call that is asked for."""
    getattr(_client, event["method"])(**_CALLS[event["method"]])
