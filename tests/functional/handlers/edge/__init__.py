"""What holds for every route of the table, whoever wrote it."""
