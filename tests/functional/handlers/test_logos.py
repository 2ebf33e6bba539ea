"""A merchant's logo: kept if it is a picture, shown on the merchant's own pages, gone when it is removed."""

import base64

import pytest

from functions.manage_logo.handler import lambda_handler as manage_logo
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.show_payment_page.handler import lambda_handler as show_payment_page
from shared.merchants.logos.model import MAX_BYTES
from tests.functional.handlers.shop import Shop, token_of
from tests.support.pictures import jpeg, png
from tests.support.samples import http_event
from tests.support.world import AS_OPERATOR, Answer, Json, World, as_merchant


def asked(world: World, method: str, merchant: Json, content: bytes | None = None) -> Answer:
    """One call about the logo; the picture comes as API Gateway hands bytes on."""
    body = base64.b64encode(content).decode() if content is not None else None
    return world.call(manage_logo, "manage_logo", f"{method} /v1/logo", body=body, authorizer=merchant)


def picture(path: str) -> Json:
    """What a browser gets that asks for the logo."""
    _, _, merchant_id, digest = path.split("/")
    wanted = {"merchant_id": merchant_id, "digest": digest}
    return show_payment_page(http_event("show_payment_page", "GET /logos/{merchant_id}/{digest}", path=wanted), None)


def page(shop: Shop, link: Json) -> Answer:
    """The page of a link."""
    return shop.world.call(show_payment_page, "show_payment_page", path={"token": token_of(link)})


def path_of(answer: Answer) -> str:
    """The logo's address without our own."""
    return "/" + str(answer.json["url"]).split("/", 3)[3]


def test_a_logo_is_on_the_page_and_comes_from_our_own_address(world: World, shop: Shop) -> None:
    kept = asked(world, "PUT", shop.me, png(120, 40))
    assert kept.status == 200
    assert {name: kept.json[name] for name in ("media_type", "width", "height", "size")} == {
        "media_type": "image/png",
        "width": 120,
        "height": 40,
        "size": len(png(120, 40)),
    }
    assert asked(world, "GET", shop.me).json == kept.json

    shown = page(shop, shop.link(shop.order(collect="none")))

    assert f'<img src="{kept.json["url"]}" width="120" height="40" alt="">' in shown.text
    assert f"img-src {kept.json['url']};" in shown.headers["content-security-policy"]
    sent = picture(path_of(kept))
    assert (sent["statusCode"], base64.b64decode(sent["body"]), sent["isBase64Encoded"]) == (200, png(120, 40), True)
    assert (sent["headers"]["content-type"], sent["headers"]["x-content-type-options"]) == ("image/png", "nosniff")
    assert "sandbox" in sent["headers"]["content-security-policy"]
    assert "immutable" in sent["headers"]["cache-control"]


def test_another_logo_takes_its_place_and_the_old_address_is_gone(world: World, shop: Shop) -> None:
    first = path_of(asked(world, "PUT", shop.me, png(120, 40)))
    second = asked(world, "PUT", shop.me, jpeg(64, 64))
    assert picture(first)["statusCode"] == 404
    assert picture(path_of(second))["headers"]["content-type"] == "image/jpeg"


def test_a_removed_logo_leaves_nothing(world: World, shop: Shop) -> None:
    path = path_of(asked(world, "PUT", shop.me, png(120, 40)))
    assert [asked(world, "DELETE", shop.me).status for _ in range(2)] == [204, 204]
    assert (asked(world, "GET", shop.me).status, picture(path)["statusCode"]) == (404, 404)
    shown = page(shop, shop.link(shop.order(collect="none")))
    assert ("<img" in shown.text, "img-src" in shown.headers["content-security-policy"]) == (False, False)
    assert [set(item) for item in world.items("logo")] == [{"pk", "sk", "kind"}]
    assert asked(world, "PUT", shop.me, png(120, 40)).status == 200


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg/>", 422, "not_a_picture"),
        (b"", 422, "not_a_picture"),
        (png(120, 15), 422, "logo_dimensions"),
        (jpeg(2_001, 40), 422, "logo_dimensions"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * MAX_BYTES, 413, "logo_too_large"),
    ],
)
def test_what_is_no_fitting_picture_is_refused_and_changes_nothing(
    world: World, shop: Shop, content: bytes, status: int, code: str
) -> None:
    before = asked(world, "PUT", shop.me, png(120, 40))
    refused = asked(world, "PUT", shop.me, content)
    assert (refused.status, refused.json["code"]) == (status, code)
    assert asked(world, "GET", shop.me).json == before.json


def test_only_merchants_have_logos_and_each_its_own(world: World, shop: Shop) -> None:
    assert asked(world, "PUT", AS_OPERATOR, png(120, 40)).status == 403
    asked(world, "PUT", shop.me, png(120, 40))
    assert asked(world, "GET", as_merchant(world.merchant(name="Other"))).status == 404
    assert asked(world, "PUT", as_merchant("mer_" + "0" * 26), png(120, 40)).status == 404


def test_an_address_of_another_shape_is_no_logo(world: World, shop: Shop) -> None:
    path = path_of(asked(world, "PUT", shop.me, png(120, 40)))
    for wrong in (path[:-1] + ("0" if path[-1] != "0" else "1"), "/logos/nobody/x", "/logos/wallet#EUR/x"):
        assert picture(wrong)["statusCode"] == 404


def test_changing_the_merchant_leaves_the_logo(world: World, shop: Shop) -> None:
    kept = asked(world, "PUT", shop.me, png(120, 40))
    path = {"merchant_id": shop.me["merchant_id"]}
    route = "PATCH /v1/merchants/{merchant_id}"
    changed = world.call(manage_merchants, "manage_merchants", route, path=path, body={"name": "New name"})
    assert changed.status == 200
    shown = page(shop, shop.link(shop.order(collect="none")))
    assert kept.json["url"] in shown.text
    assert "New name" in shown.text
