-- What an application that stopped did can be undone also where the draft was opened again or put aside since.
CREATE OR REPLACE FUNCTION "check_draft_transition"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."state" <> OLD."state" AND (OLD."state", NEW."state") NOT IN (
    ('open', 'applying'), ('open', 'discarded'), ('discarded', 'open'), ('applying', 'applied'), ('applying', 'stopped'),
    ('stopped', 'applying'), ('stopped', 'open'), ('stopped', 'undoing'), ('applied', 'undoing'), ('open', 'undoing'), ('discarded', 'undoing'),
    ('undoing', 'undone'), ('undoing', 'stopped')) THEN
    RAISE EXCEPTION 'draft % may not go from % to %', OLD."id", OLD."state", NEW."state" USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_transition';
  END IF;
  RETURN NEW;
END $$;
