"""What is inside a file that somebody sent, looked at in a process of its own.

It knows nothing of Django's settings or of the database: all it has is the file, and limits.
"""
