"""What answers while a function's calls are recorded: AWS as moto has it, and the Stripe simulator."""

import re
from typing import Final

import httpx
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from bench.exchange.wire import Call, Reply

_SCOPE: Final = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")


def moto_reply(call: Call) -> Reply:
    """AWS's answer by moto, whose mock must be active. The service is read from the signature's scope."""
    region, service = _scope(call)
    headers = HTTPHeaders()
    for name, value in call.headers.items():
        headers[name] = value
    host = f"{service}.{region}.amazonaws.com"
    headers.replace_header("host", host) if "host" in headers else headers.add_header("host", host)
    request = AWSPreparedRequest(call.method, f"https://{host}{call.path}", headers, call.body, False)
    answer = botocore_stubber.process_request(request)
    if answer is None:
        raise LookupError(f"nothing stands for {service}")
    status, answered, body = answer
    content = body if isinstance(body, bytes) else str(body).encode()
    return Reply(int(status), {str(name): str(value) for name, value in answered.items()}, content)


def _scope(call: Call) -> tuple[str, str]:
    found = _SCOPE.search(call.headers.get("authorization", ""))
    if found is None:
        raise LookupError(f"not signed: {call.method} {call.path}")
    return found[1], found[2]


class Proxy:
    """Passes a call on to another server on this machine."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url

    def __call__(self, call: Call) -> Reply:
        """The server's answer."""
        headers = {name: value for name, value in call.headers.items() if name not in ("host", "content-length")}
        answer = self._client.request(call.method, self._url + call.path, headers=headers, content=call.body)
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "content-encoding"}
        return Reply(answer.status_code, kept, answer.content)
