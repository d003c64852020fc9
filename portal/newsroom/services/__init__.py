"""Acts of the newsroom, one function each."""
