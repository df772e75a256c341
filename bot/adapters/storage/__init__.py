"""The archive, on SQLAlchemy Core."""
