"""What editors should look at next: reviews due, gaps, uncertain facts, broken links, problems, law on the move."""
