"""What merchants owe, charged by itself: attempts, notices, and the restriction of who does not pay (decision 0039)."""
