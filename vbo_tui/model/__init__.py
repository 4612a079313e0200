"""What a restore session is: frozen values, no I/O, no clock."""
