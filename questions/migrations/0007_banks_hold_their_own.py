import django.db.models.deletion
from django.db import migrations, models

from common.db import append_only, never_changed

# A category, and what is above it, are of the bank of what stands in it.
SAME_BANK = """
ALTER TABLE questions_category
  ADD CONSTRAINT questions_category_of_bank UNIQUE (id, bank_id);
ALTER TABLE questions_category
  ADD CONSTRAINT questions_category_parent_of_bank FOREIGN KEY (parent_id, bank_id)
  REFERENCES questions_category (id, bank_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE questions_question
  ADD CONSTRAINT questions_question_category_of_bank FOREIGN KEY (category_id, bank_id)
  REFERENCES questions_category (id, bank_id) DEFERRABLE INITIALLY DEFERRED;
"""
UNDO = """
ALTER TABLE questions_question DROP CONSTRAINT questions_question_category_of_bank;
ALTER TABLE questions_category DROP CONSTRAINT questions_category_parent_of_bank;
ALTER TABLE questions_category DROP CONSTRAINT questions_category_of_bank;
"""
FORGET = "DROP TRIGGER questions_questionversion_append_only ON questions_questionversion"


class Migration(migrations.Migration):
    """A version is never changed; it goes with its question while no edition asks it."""

    dependencies = [("questions", "0006_questions_get_their_banks")]
    operations = [
        migrations.RemoveField("question", "bank_slug"),
        migrations.AlterField(
            "question",
            "bank",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="questions.bank",
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.UniqueConstraint(
                fields=("bank", "key"), name="questions_question_once_per_bank"
            ),
        ),
        migrations.RunSQL(SAME_BANK, UNDO),
        migrations.RunSQL(FORGET, append_only("questions_questionversion").sql),
        never_changed("questions_questionversion"),
        append_only("questions_versionuse"),
    ]
