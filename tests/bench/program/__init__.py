"""The program as it is shipped, in a terminal of its own, against the simulator in another process."""
