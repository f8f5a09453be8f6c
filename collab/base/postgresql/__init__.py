"""PostgreSQL through Django's pool, which is whole again as soon as PostgreSQL is."""
