"""What is kept and for how long, and how a text or a person is taken out of everything."""
