"""Bus and queues: what leaves the table for others and for our own workers."""
