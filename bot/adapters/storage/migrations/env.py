"""Alembic's entry: runs on the connection that `migrate` hands over, inside its transaction."""

from alembic import context

from bot.adapters.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot ALTER most things
)
with context.begin_transaction():
    context.run_migrations()
