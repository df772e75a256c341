"""Storage: what is SQLite's own, beyond the contracts."""
