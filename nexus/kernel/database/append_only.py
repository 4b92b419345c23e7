"""Tables that only grow: a migration's operation that has the database refuse every change of a row."""

from django.db.migrations import RunSQL

_REFUSE = """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Rows of % are never changed or taken out', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class AppendOnly(RunSQL):
    """Let rows be added to a table, and nothing else."""

    def __init__(self, table: str) -> None:
        super().__init__(_REFUSE.format(table=table), f"DROP TRIGGER append_only ON {table}")
        self.table = table

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """Name what it was made from, for squashed migrations."""
        return type(self).__name__, [self.table], {}
