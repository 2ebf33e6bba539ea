"""``POST /v1/shop-orders/{system}/{connection_id}``: check the signature, keep what a shop delivered, answer."""

from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import Endpoint, from_anywhere
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import TableSettings, read_settings
from shared.runtime.shop_wiring import deliveries
from shared.shops.receiving import Sent, receive
from shared.shops.systems import ShopSystem


class Settings(TableSettings):
    """The table, and the bucket for bodies that are too large for it."""

    bucket_name: str


def _receiving(system: ShopSystem) -> Endpoint:
    def answer(request: Request) -> Response:
        """200 once the delivery is kept, also when it was before: the shop sends it no more then."""
        settings = read_settings(Settings)
        sent = Sent(system, request.path["connection_id"], request.headers, request.body)
        receive(wiring.table(settings.table_name), deliveries(settings.bucket_name), wiring.clock(), sent)
        return Response(200, {"received": True})

    return from_anywhere(answer)


lambda_handler = http_handler(
    {f"POST /v1/shop-orders/{system}/{{connection_id}}": _receiving(system) for system in ShopSystem}
)
