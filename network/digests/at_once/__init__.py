"""Letters at once: what is written to a person as soon as something happens, where they chose so."""
