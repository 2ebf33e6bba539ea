"""Buyers of Shopify orders in the shape that Shopify publishes, one for each country of the samples."""

from typing import Any

_FIELDS = (
    *("first_name", "last_name", "address1", "phone", "city", "zip", "province"),
    *("province_code", "country", "country_code", "latitude", "longitude"),
)
_ROWS: dict[str, tuple[Any, ...]] = {
    "US": (
        *("Steve", "Shipper", "123 Shipping Street", "+12025550143", "Shippington", "40003", "Kentucky"),
        *("KY", "United States", "US", 37.99, -84.47),
    ),
    "DE": (
        *("Jürgen", "Groß", "Lindenstraße 7", "030 901820", "Berlin", "10969", None),
        *(None, "Germany", "DE", 52.5, 13.39),
    ),
    "GB": (
        *("Ada", "Byron", "2 Mill Lane", "+442079460018", "Norwich", "NR1 1AA", "England"),
        *("ENG", "United Kingdom", "GB", 52.62, 1.29),
    ),
    "JP": (
        *("花子", "山田", "千代田1-1", "+81312345678", "千代田区", "100-0001", "Tōkyō"),
        *("JP-13", "Japan", "JP", 35.68, 139.75),
    ),
    "KW": (
        *("Noura", "Al-Sabah", "Block 3, Street 12", "+96522212345", "Salmiya", "22001", None),
        *(None, "Kuwait", "KW", 29.33, 48.07),
    ),
}
_LOCALES = {"US": "en-US", "DE": "de-DE", "GB": "en-GB", "JP": "ja", "KW": "ar"}


def locale_of(country: str) -> str:
    """The language that the buyer shopped in."""
    return _LOCALES[country]


def address_of(country: str) -> dict[str, Any]:
    """``billing_address`` and ``shipping_address``."""
    fields = dict(zip(_FIELDS, _ROWS[country], strict=True))
    return fields | {"address2": None, "company": None, "name": f"{fields['first_name']} {fields['last_name']}"}


def customer_of_shop(country: str, currency: str) -> dict[str, Any]:
    """``customer``, with the address that it has by default."""
    address = address_of(country)
    place = {field: value for field, value in address.items() if field not in ("latitude", "longitude")}
    number = 115310627314723950 + sum(country.encode())
    return {
        "id": number,
        "created_at": "2025-11-30T08:00:00-05:00",
        "updated_at": "2026-02-03T10:15:00-05:00",
        "first_name": address["first_name"],
        "last_name": address["last_name"],
        "state": "disabled",
        "note": None,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": f"buyer.{country.lower()}@example.com",
        "phone": None,
        "currency": currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": f"gid://shopify/Customer/{number}",
        "default_address": {"id": number + 1, "customer_id": number}
        | place
        | {"country_name": address["country"], "default": True},
    }
