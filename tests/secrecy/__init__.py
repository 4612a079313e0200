"""The password and the tokens are nowhere but in memory and on the wire to their own server."""
