"""Events between the cities: workshops, learning visits, calls and advice sessions, and who comes."""
