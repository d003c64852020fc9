"""Plans as pages, exports and comparisons print them: frozen values, made in a fixed number of queries."""
