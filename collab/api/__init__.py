"""The versioned API: it reads what pages read and writes through the same actions."""
