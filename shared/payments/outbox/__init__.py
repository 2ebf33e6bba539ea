"""What a change of the table means to others, told from its stream."""
