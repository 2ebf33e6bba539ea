"""What a payment is to collect for, settled before it is stored: the same by every means of paying from outside."""
