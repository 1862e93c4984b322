from django.db import migrations

from common.db import append_only

FREEZE = """
CREATE FUNCTION certificates_statement_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.statement, NEW.statement_hash, NEW.code, NEW.completion_id, NEW.design)
     IS DISTINCT FROM
     (OLD.statement, OLD.statement_hash, OLD.code, OLD.completion_id, OLD.design) THEN
    RAISE EXCEPTION 'the statement of certificate % is frozen', OLD.code
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificates_statement_frozen BEFORE UPDATE ON certificates_certificate
  FOR EACH ROW EXECUTE FUNCTION certificates_statement_frozen();
"""
UNDO = """
DROP TRIGGER certificates_statement_frozen ON certificates_certificate;
DROP FUNCTION certificates_statement_frozen();
"""


class Migration(migrations.Migration):
    """The book is written once; a statement is frozen at issue."""

    dependencies = [("certificates", "0001_initial")]
    operations = [
        append_only("certificates_registerentry"),
        migrations.RunSQL(FREEZE, UNDO),
    ]
