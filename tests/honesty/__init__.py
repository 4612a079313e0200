"""A model checker of the whole screen: whatever happens, it never lies."""
