"""The operations of the API, by topic: what each is for, takes and answers."""
