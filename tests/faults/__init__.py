"""Everything a bad day can bring, and what the screen makes of it."""
