"""What goes into a digest: chosen and described for many people at once, by a number of queries that does not grow.

    people → sections (what concerns whom, and why) → composing (at most twelve, in order) → kinds (title, place, line)

A section says which things concern which of some people. A kind says what such a thing is called, and who of some
people may read it at this moment.
"""
