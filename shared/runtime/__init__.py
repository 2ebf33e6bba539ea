"""The edges: settings, logging, HTTP and queue entry points, and the wiring of clients."""
