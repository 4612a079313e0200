"""Reading and holding sessions: what decoding, fetching, keeping and following them costs."""
