"""A search index of tokens, which is filled by `crier run`: what there was of it is dropped."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PUNCTUATION = "".join(map(chr, (*range(33, 48), *range(58, 65), *range(91, 97), *range(123, 127))))


def upgrade() -> None:
    op.create_table(
        "indexed",
        Column("row", ID, autoincrement=False, nullable=False),
        Column("article_id", ID, nullable=True),
        Column("item_id", ID, nullable=False),
        Column("published", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_indexed_article_id"),
        sa.PrimaryKeyConstraint("row", name="pk_indexed"),
        sa.UniqueConstraint("article_id", name="uq_indexed_article_id"),
    )
    if op.get_context().dialect.name == "sqlite":
        fts5()
    else:
        op.drop_table("search")
        tsearch()


def fts5() -> None:
    letters = PUNCTUATION.replace("'", "''").replace('"', '""')
    run = op.get_bind().exec_driver_sql
    run("PRAGMA writable_schema = ON")  # what is damaged refuses to be dropped
    run("DELETE FROM sqlite_master WHERE name = 'search'")
    run("PRAGMA writable_schema = RESET")
    for part in ("data", "idx", "content", "docsize", "config"):
        run(f"DROP TABLE IF EXISTS search_{part}")
    run(
        "CREATE VIRTUAL TABLE search USING fts5"
        f"""(tokens, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '{letters}'")"""
    )
    run("INSERT INTO search (search, rank) VALUES ('automerge', 8)")


def tsearch() -> None:
    """Texts stand outside the table (`toast_tuple_target`), and are expected to match little, so that the planner asks
    the GIN, whatever a query looks like."""
    op.create_table(
        "search",
        Column("rowid", ID, autoincrement=False, nullable=False),
        Column("tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rowid", name="pk_search"),
    )
    op.execute("ALTER TABLE search SET (toast_tuple_target = 128)")
    op.execute(
        "CREATE INDEX ix_search_tokens ON search USING gin (array_to_tsvector(string_to_array(tokens, ' '))) "
        "WITH (gin_pending_list_limit = 256)"
    )
    op.execute("ALTER INDEX ix_search_tokens ALTER COLUMN 1 SET STATISTICS 0")
