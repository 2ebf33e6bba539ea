"""A buyer with a browser and some test cards (https://docs.stripe.com/testing)."""

import re
from urllib.parse import urljoin

import httpx

from local.demo.api import DemoError

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
CARD_WITHOUT_MONEY = "4000000000000341"
"""It can be saved, and is declined whenever it is charged."""

_MARKUP = re.compile(r"<(style|script).*?</\1>|<[^>]*>", re.DOTALL)


class Buyer:
    """Opens pages, presses the button and types in a card number."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def read_page(self, url: str) -> str:
        """Return the visible text of a page of ours."""
        answer = self._http.get(url)
        if answer.status_code not in {200, 404, 410}:
            raise DemoError(f"the page {url} answered {answer.status_code}")
        text: str = _MARKUP.sub(" ", answer.text)
        return " ".join(text.split())

    def press_pay(self, page_url: str) -> str:
        """Press the pay button of a payment page; return the address of the hosted checkout."""
        answer = self._http.post(f"{page_url}/checkout")
        location = answer.headers.get("location")
        if answer.status_code != 303 or not location:
            raise DemoError(f"the button of {page_url} answered {answer.status_code}: {answer.text[:200]}")
        return urljoin(str(answer.url), str(location))

    def pay(self, checkout_url: str, card: str) -> bool:
        """Post a card number to the hosted checkout; return whether it was taken."""
        answer = self._http.post(checkout_url, data={"card_number": card})
        if answer.status_code >= 500:
            raise DemoError(f"the hosted checkout answered {answer.status_code}: {answer.text[:200]}")
        return answer.status_code < 400
