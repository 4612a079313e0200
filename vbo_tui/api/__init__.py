"""How to ask: the only package that knows HTTP and the names in the JSON."""
