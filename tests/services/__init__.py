"""Real servers for tests: started in a folder of their own, on a free port, and always stopped."""
