"""One budget of time for all calls of an invocation, so that the platform never cuts us off in the middle of one."""

from collections.abc import Callable
from time import monotonic

import requests
from requests.adapters import HTTPAdapter


class BudgetedAdapter(HTTPAdapter):
    """Shortens each call's time-out to what is left, and answers a time-out itself when nothing is."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._ends = float("inf")

    def start(self, budget: float) -> None:
        """From now on, ``budget`` seconds for everything together."""
        self._ends = self._seconds() + budget

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: str | tuple[str, str] | None = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        """As the library's. Raises its ``Timeout`` without a call once the budget is spent."""
        left = self._ends - self._seconds()
        if left <= 0:
            raise requests.Timeout("the invocation's budget is spent")
        connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        shortened = (min(connect or left, left), min(read or left, left))
        return super().send(request, stream, shortened, verify, cert, proxies)

    def session(self) -> requests.Session:
        """A session whose every call goes through this adapter."""
        session = requests.Session()
        for scheme in ("https://", "http://"):
            session.mount(scheme, self)
        return session
