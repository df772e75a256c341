"""Pages over HTTP, politely and safely."""
