"""A make-believe server, as strict and as odd as the real one. Shares no code with the client."""
