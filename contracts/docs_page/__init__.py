"""The page ``/docs``: the OpenAPI document for people, as one static page without any script."""
