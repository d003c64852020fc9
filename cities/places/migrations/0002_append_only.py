"""The ledger of advice days may only grow: PostgreSQL itself refuses to change or delete a line."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION places_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A line of the ledger of advice days is never changed or deleted'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER advice_entry_append_only BEFORE UPDATE OR DELETE ON places_adviceentry
    FOR EACH ROW EXECUTE FUNCTION places_refuse_change();
"""

ALLOW = """
DROP TRIGGER advice_entry_append_only ON places_adviceentry;
DROP FUNCTION places_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
