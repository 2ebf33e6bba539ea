"""Tests on the synthesized templates: quick, offline, without credentials."""
