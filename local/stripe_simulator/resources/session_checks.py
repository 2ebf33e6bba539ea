"""What the API refuses in a new checkout session beyond wrong types."""

from typing import Any

from local.stripe_simulator.errors import invalid_request, missing, refused
from local.stripe_simulator.resources import customers
from local.stripe_simulator.resources.amounts import check_currency
from local.stripe_simulator.world import Call

Json = dict[str, Any]
SHORTEST = 1800
LONGEST = 86400
EXCLUSIVE = (
    ("customer", "customer_email"),
    ("customer", "customer_creation"),
    ("allowed_payment_method_types", "excluded_payment_method_types"),
    ("allowed_payment_method_types", "payment_method_configuration"),
)
NOT_IN_SETUP = ("line_items", "payment_intent_data", "invoice_creation", "shipping_options", "discounts")
UNSERVED = ("discounts", "shipping_options", "optional_items", "subscription_data")


def check_session(call: Call) -> None:
    """Raises StripeError (400) for the first rule that the parameters break."""
    params = call.params
    check_exclusive(params)
    if "mode" not in params:
        raise missing_parameter("mode")
    check_page(params)
    check_mode(params)
    check_expiry(call)
    if params.get("customer"):
        customers.find(call, params["customer"], in_path=False)


def check_exclusive(params: Json) -> None:
    """Parameters that exclude each other."""
    for first, second in EXCLUSIVE:
        if first in params and second in params:
            message = f"You may only specify one of these parameters: {first}, {second}."
            raise invalid_request(message, param=second, code="parameters_exclusive")
    for name in UNSERVED:
        if name in params:
            raise refused(f"The simulator does not serve `{name}` on checkout sessions.", param=name)


def missing_parameter(name: str) -> Exception:
    """400 parameter_missing."""
    return invalid_request(f"Missing required param: {name}.", param=name, code="parameter_missing")


def check_page(params: Json) -> None:
    """A hosted page needs `success_url`; the simulator serves no other kind of page."""
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise refused("The simulator serves ui_mode hosted_page only.", param="ui_mode")
    if "success_url" not in params:
        raise missing_parameter("success_url")
    for name in ("success_url", "cancel_url"):
        if name in params and not params[name].startswith(("http://", "https://")):
            message = "Not a valid URL: an explicit scheme (such as https) must be provided."
            raise refused(message, param=name, code="url_invalid")


def check_mode(params: Json) -> None:
    """What each mode asks for and does not allow."""
    mode = params["mode"]
    if mode == "subscription":
        raise refused("The simulator serves the modes payment and setup.", param="mode")
    if mode == "setup":
        check_setup(params)
    elif not params.get("line_items"):
        raise missing_parameter("line_items")
    elif "setup_intent_data" in params:
        raise refused("You can not pass `setup_intent_data` in `payment` mode.", param="setup_intent_data")


def check_setup(params: Json) -> None:
    """A set-up takes no money, and needs a currency or the allowed types."""
    for name in NOT_IN_SETUP:
        if name in params:
            raise refused(f"You can not pass `{name}` in `setup` mode.", param=name)
    if "currency" not in params and "allowed_payment_method_types" not in params:
        raise missing_parameter("currency")
    if "currency" in params:
        check_currency(params["currency"])


def check_expiry(call: Call) -> None:
    """Between 30 minutes and 24 hours from creation."""
    at = call.params.get("expires_at")
    if at is None:
        return
    ahead = at - call.world.time()
    if ahead < SHORTEST:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise refused(message, param="expires_at")
    if ahead > LONGEST:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise refused(message, param="expires_at")


def check_line_item(item: Json, place: int) -> None:
    """Exactly one of price and price_data, product and product_data, a unit amount, and a quantity."""
    name = f"line_items[{place}]"
    if "price" in item:
        raise missing("price", item["price"], param=f"{name}[price]", in_path=False)
    if "price_data" not in item:
        raise refused(f"You must specify either `price` or `price_data` for {name}.", param=name)
    data = item["price_data"]
    if ("product" in data) == ("product_data" in data):
        raise refused("You must specify exactly one of `product` or `product_data`.", param=f"{name}[price_data]")
    if "unit_amount" not in data:
        raise missing_parameter(f"{name}[price_data][unit_amount]")
    if data["unit_amount"] < 0:
        raise refused("Invalid non-negative integer", param=f"{name}[price_data][unit_amount]")
    if "quantity" not in item:
        message = "Quantity is required. Add `quantity` to `line_items` to pass quantity."
        raise refused(message, param=f"{name}[quantity]", code="parameter_missing")
    if item["quantity"] < 1:
        raise refused("This value must be greater than or equal to 1.", param=f"{name}[quantity]")
