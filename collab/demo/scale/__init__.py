"""A network as large as the whole of England's, to see that every page stays quick in it.

Its rows are written many at once, past the actions: a million messages would take a day to post.
What the actions promise is kept all the same, and tests ask the rows for it.
"""
