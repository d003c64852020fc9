"""The demonstration of the newsroom: `script` says what the press would have printed, `loading` makes it."""
