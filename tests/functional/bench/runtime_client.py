"""The runtime's client, stood in for."""

from pathlib import Path

# What `python -m awslambdaric` does, by the standard library alone: the development environment has no wheel of it.
_CLIENT = """
import importlib, json, os, sys, urllib.error, urllib.request

base = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime"

def send(path, content):
    urllib.request.urlopen(urllib.request.Request(base + path, json.dumps(content).encode(), method="POST"))

name, _, attribute = sys.argv[1].rpartition(".")
try:
    handler = getattr(importlib.import_module(name), attribute)
except Exception as error:
    send("/init/error", {"errorMessage": str(error)})
    sys.exit(1)
while True:
    with urllib.request.urlopen(base + "/invocation/next") as answer:
        event, request = json.load(answer), answer.headers["Lambda-Runtime-Aws-Request-Id"]
    try:
        send(f"/invocation/{request}/response", handler(event, None))
    except urllib.error.URLError:
        raise
    except Exception as error:
        send(f"/invocation/{request}/error", {"errorMessage": str(error)})
"""


def put_client(folder: Path) -> None:
    """Have `python -m awslambdaric` in this folder."""
    (folder / "awslambdaric.py").write_text(_CLIENT)
