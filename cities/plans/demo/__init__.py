"""The demonstration plans: one module tells of each city, `script` is their form, `loading` makes them."""
