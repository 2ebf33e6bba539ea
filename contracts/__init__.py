"""What others program against, written from the models: event schemas, the page on events, the OpenAPI document."""
