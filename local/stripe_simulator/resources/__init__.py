"""The API's objects, one noun a module: how they are made, how they change, and the operations on them."""
