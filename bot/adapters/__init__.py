"""The outside: each adapter implements a port and never imports a sibling."""
