"""Mail addresses that SES takes."""

import re
from typing import Final

_MAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)
"""As browsers have it (https://html.spec.whatwg.org/#valid-e-mail-address); SES takes ASCII before the ``@`` alone."""


def is_mail_address(text: str) -> bool:
    """Whether it is one plain address that can stand in a header as it is."""
    return len(text) <= 254 and _MAIL.fullmatch(text) is not None
