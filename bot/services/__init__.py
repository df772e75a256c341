"""The verbs: three loops and the desk."""
