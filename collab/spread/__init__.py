"""How what is shared spreads: the network drawn, and its tables to take along."""
