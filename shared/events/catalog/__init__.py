"""What every domain event holds: a model for each type and version. For the generator and tests, never at run time."""
