"""What the provider says, brought home: looking, settling at most once, ending what collected nothing."""
