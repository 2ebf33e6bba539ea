"""SNS and SES: what was handed over, and to whom. Who is refused, and who wants none, the address itself tells."""

from collections import Counter
from typing import Final

from shared.errors import OutcomeUnknown, ProviderRejected, ProviderUnavailable
from shared.messaging.port import Mail
from tests.support.simulation.gate import Gate

OPTED_OUT: Final = "99"
REFUSED: Final = "98"
"""How numbers end."""
REFUSED_MAIL: Final = "refused"
"""How addresses begin."""


class PostOffice:
    """Both services; ``handed_over`` counts messages, SMS by number and mail by the sending that its tag names."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.handed_over: Counter[str] = Counter()

    def is_opted_out(self, number: str) -> bool:
        """As SNS says it."""
        return bool(self._gate.call("messages", "opted_out", lambda: number.endswith(OPTED_OUT), _busy, _lost))

    def send_sms(self, number: str, text: str) -> str:
        """One message."""
        assert text
        return self._take(number, refused=number.endswith(REFUSED))

    def send_mail(self, mail: Mail) -> str:
        """One mail."""
        return self._take(mail.tags["orderpay_sending"], refused=mail.to.startswith(REFUSED_MAIL))

    def _take(self, name: str, *, refused: bool) -> str:
        def take() -> str:
            if refused:
                raise ProviderRejected("no", provider_code="InvalidParameter")
            self.handed_over[name] += 1
            return f"message-{self.handed_over.total()}"

        return str(self._gate.call("messages", "send", take, _busy, _lost))


class OfficeSms:
    """The port for SMS."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def is_opted_out(self, number: str) -> bool:
        """What SNS does not say holds nothing up, as in the product's adapter."""
        try:
            return self._office.is_opted_out(number)
        except OutcomeUnknown:
            return False

    def send(self, number: str, text: str) -> str:
        """One message."""
        return self._office.send_sms(number, text)


class OfficeMail:
    """The port for mail."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def send(self, mail: Mail) -> str:
        """One mail."""
        return self._office.send_mail(mail)


def _busy() -> ProviderUnavailable:
    return ProviderUnavailable("not now")


def _lost() -> OutcomeUnknown:
    return OutcomeUnknown("no answer")
