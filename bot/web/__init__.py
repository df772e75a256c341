"""The web: health now; the demo adds its pages, and the reader will. Knows ports and services, never an adapter."""
