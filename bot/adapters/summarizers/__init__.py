"""Ways to shorten an article."""
