"""Cities and organisations at /editor/."""
