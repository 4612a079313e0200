"""The restore sessions of Veeam Backup for Microsoft 365, live in a terminal."""

__version__ = "0.1.0"
