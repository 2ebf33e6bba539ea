"""Stand-ins of the worlds outside for the simulation: table, stream, queues, bus, bucket and provider on one clock."""
