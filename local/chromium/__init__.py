"""A Chromium for the browser tests, wherever one can be had: never Playwright's own download."""
