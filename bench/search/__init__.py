"""Whether search finds what people mean, and how fast."""
