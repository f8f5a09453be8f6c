"""Mail as rows: each is handed over once, whatever happens to the process that sends it."""
