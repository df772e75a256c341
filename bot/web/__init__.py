"""The web: health now; the demo puts its pages here, and the reader will. Knows ports and services, never an adapter."""
