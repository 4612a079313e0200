"""When to ask: the poll loop, how long to wait, what the connection's state is called."""
