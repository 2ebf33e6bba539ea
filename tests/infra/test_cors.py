"""Whose pages may call the API from a browser."""

from tests.infra.assembly import Assembly


def test_by_default_nobodys_page_may_call(assembly: Assembly) -> None:
    assert "CorsConfiguration" not in assembly.one("AWS::ApiGatewayV2::Api").properties


def test_the_pages_that_the_context_names_may_call_with_a_key_and_read_the_requests_id(emulated: Assembly) -> None:
    asked = emulated.one("AWS::ApiGatewayV2::Api").properties["CorsConfiguration"]

    assert asked == {
        "AllowOrigins": ["https://console.example", "http://localhost:5173"],
        "AllowMethods": ["GET", "POST", "PUT", "PATCH", "DELETE"],
        "AllowHeaders": ["authorization", "content-type", "idempotency-key", "request-id"],
        "ExposeHeaders": ["request-id", "apigw-requestid", "retry-after"],
        "MaxAge": 3600,
    }
    assert "AllowCredentials" not in asked, "a key comes in a header; cookies mean nothing here"
