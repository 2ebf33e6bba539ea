"""Tests over HTTP against real functions on a deployed local stack."""
