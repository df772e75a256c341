"""A sample newsroom: a small news site in three languages that publishes something new every few seconds."""
