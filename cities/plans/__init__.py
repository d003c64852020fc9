"""Action plans: what a city network means to do, what happened, and what the public may hold it to.

May import the handbooks, the cities and what lies below them. What happened is append-only; what is true now
is a query.
"""
