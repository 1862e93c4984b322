from django.db import migrations

from common.db import append_only

FOLLOWS = """
CREATE FUNCTION enrollment_completion_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sequence > 1 AND NOT EXISTS (
    SELECT 1 FROM enrollment_completion
    WHERE enrollment_id = NEW.enrollment_id AND sequence = NEW.sequence - 1
      AND (NEW.cancels_id IS NULL OR id = NEW.cancels_id)
  ) THEN
    RAISE EXCEPTION 'row % of enrollment % does not follow the row before it',
      NEW.sequence, NEW.enrollment_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enrollment_completion_follows BEFORE INSERT ON enrollment_completion
  FOR EACH ROW EXECUTE FUNCTION enrollment_completion_follows();
"""
UNDO = """
DROP TRIGGER enrollment_completion_follows ON enrollment_completion;
DROP FUNCTION enrollment_completion_follows();
"""


class Migration(migrations.Migration):
    """Facts and completions are added, never changed; a completion follows the row before it."""

    dependencies = [("enrollment", "0001_initial")]
    operations = [
        append_only("enrollment_progressfact"),
        append_only("enrollment_completion"),
        migrations.RunSQL(FOLLOWS, UNDO),
    ]
