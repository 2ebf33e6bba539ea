"""Money: an integer of minor units and an ISO 4217 currency, with one table of exponents (rule M9)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MAX_AMOUNT: Final = 99_999_999
"""Largest amount of one order or payment in minor units: the provider takes at most eight digits
(https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts)."""

_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    "IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN "
    "NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG"
)
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"

EXPONENTS: Final[dict[str, int]] = (
    dict.fromkeys(_TWO.split(), 2) | dict.fromkeys(_ZERO.split(), 0) | dict.fromkeys(_THREE.split(), 3)
)
"""Digits after the decimal point for every active ISO 4217 currency of daily trade."""


_DECIMAL: Final = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,15}))?", re.ASCII)


class InexactAmount(ValueError):
    """A decimal text that no whole number of minor units is."""


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """``amount`` minor units (may be negative in a journal) of ``currency``.

    Raises ``ValueError`` for a currency that is not in the table and ``TypeError`` for anything but an ``int``.
    """

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError("amount must be an int of minor units")
        if self.currency not in EXPONENTS:
            raise ValueError(f"unknown currency {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{format_amount(self.amount, self.currency)} {self.currency}"

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")


def format_amount(amount: int, currency: str) -> str:
    """Exact plain decimal text: 1250 EUR → ``12.50``, 1250 JPY → ``1250``, -5 KWD → ``-0.005``."""
    exponent = EXPONENTS[currency]
    if exponent == 0:
        return str(amount)
    digits = str(abs(amount)).rjust(exponent + 1, "0")
    return f"{'-' if amount < 0 else ''}{digits[:-exponent]}.{digits[-exponent:]}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of amounts that all have this currency; zero for none. Raises :class:`CurrencyMismatch`."""
    return sum(amounts, start=Money(0, currency))


def parse_amount(text: str, currency: str) -> int:
    """Minor units of a plain decimal text, exactly: ``12.5`` EUR → 1250, ``1500.00`` JPY → 1500, ``-0.005`` KWD → -5.

    Digits beyond the currency's exponent must be zeros. Raises :class:`InexactAmount` for any others and for what is
    not such a text, ``KeyError`` for a currency that is not in the table.
    """
    exponent, found = EXPONENTS[currency], _DECIMAL.fullmatch(text)
    if found is None:
        raise InexactAmount("not a plain decimal number")
    sign, whole, fraction = found[1], found[2], found[3] or ""
    if fraction[exponent:].strip("0"):
        raise InexactAmount(f"{currency} has {exponent} digits after the point")
    amount = int(whole + fraction[:exponent].ljust(exponent, "0"))
    return -amount if sign else amount
