"""The POST of callbacks over real sockets."""
