"""The demonstration of the forum: a module for each theme, `script` is their form, `loading` makes them."""
