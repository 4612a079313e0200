"""The table alone, in a real terminal: next to a plain DataTable, and to what else there is."""
