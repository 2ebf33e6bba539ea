"""Limits of amounts, all in minor units (https://docs.stripe.com/currencies)."""

from local.stripe_simulator.errors import refused

ZERO_DECIMAL = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
THREE_DECIMAL = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))
MINIMUMS = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300,
    "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
OTHER_CURRENCIES = frozenset({
    "afn", "all", "amd", "ang", "aoa", "ars", "awg", "azn", "bam", "bbd", "bdt", "bhd", "bif", "bmd", "bnd", "bob",
    "bsd", "bwp", "byn", "bzd", "cdf", "clp", "cny", "cop", "crc", "cve", "djf", "dop", "dzd", "egp", "etb", "fjd",
    "fkp", "gel", "gip", "gmd", "gnf", "gtq", "gyd", "hnl", "htg", "idr", "ils", "isk", "jmd", "jod", "kes", "kgs",
    "khr", "kmf", "krw", "kwd", "kyd", "kzt", "lak", "lbp", "lkr", "lrd", "lsl", "mad", "mdl", "mga", "mkd", "mmk",
    "mnt", "mop", "mur", "mvr", "mwk", "mzn", "nad", "ngn", "nio", "npr", "omr", "pab", "pen", "pgk", "php", "pkr",
    "pyg", "qar", "rsd", "rub", "rwf", "sar", "sbd", "scr", "shp", "sle", "sos", "srd", "std", "szl", "tjs", "tnd",
    "top", "try", "ttd", "twd", "tzs", "uah", "ugx", "uyu", "uzs", "vnd", "vuv", "wst", "xaf", "xcd", "xof", "xpf",
    "yer", "zar", "zmw",
})  # fmt: skip
LARGEST = 99_999_999
SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "chf": "CHF "}


def check_currency(currency: str, param: str = "currency") -> str:
    """The currency in lower case. Raises StripeError (400) if there is none of that name."""
    lower = currency.lower()
    if lower not in MINIMUMS and lower not in OTHER_CURRENCIES:
        raise refused(f"Invalid currency: {lower}.", param=param)
    return lower


def exponent(currency: str) -> int:
    """How many decimals the currency has: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def check_charge_amount(amount: int, currency: str, *, param: str = "amount", checkout: bool = False) -> None:
    """Refuses amounts below the minimum, above eight digits, or a three-decimal amount not ending in 0 (400)."""
    if amount < 0:
        raise refused("Invalid non-negative integer", param=param)
    if amount > LARGEST:
        message = f"Amount must be no more than {written(LARGEST, currency)}"
        raise refused(message, param=param, code="amount_too_large")
    if amount < MINIMUMS.get(currency, 1):
        least = written(MINIMUMS.get(currency, 1), currency)
        subject = "The Checkout Session's total amount due" if checkout else "Amount"
        verb = "must add up to at least" if checkout else "must be at least"
        raise refused(f"{subject} {verb} {least}", param=None if checkout else param, code="amount_too_small")
    if currency in THREE_DECIMAL and amount % 10:
        message = f"Invalid amount: {currency} amounts must end in 0, because the last decimal is not supported."
        raise refused(message, param=param)


def figure(amount: int, currency: str) -> str:
    """The number alone, with the currency's decimals: `1,999.00`, `500`, `1.250`."""
    places = exponent(currency)
    whole, rest = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole:,}" + (f".{rest:0{places}d}" if places else "")


def written(amount: int, currency: str) -> str:
    """An amount in an error message: `€19.99 eur`, `¥500 jpy`, `1.250 kwd`."""
    return f"{SYMBOLS.get(currency, '')}{figure(amount, currency)} {currency}"


def displayed(amount: int, currency: str) -> str:
    """An amount for buyers: `€19.99`, `¥500`, `KWD 1.250`."""
    return f"{SYMBOLS.get(currency, currency.upper() + ' ')}{figure(amount, currency)}"
