"""The daily audit: provider against journal against orders."""
