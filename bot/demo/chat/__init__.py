"""The chat page: what a messenger would show of the stand-in's world, and what people do in it, over HTTP."""
