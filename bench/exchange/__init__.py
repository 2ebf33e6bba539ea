"""The other side of a function's calls: one HTTP server on loopback that lets through and records, or replays."""
