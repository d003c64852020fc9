"""The demonstration of the networks: `cast` says who and what, `loading` makes it through the acts of this room."""
