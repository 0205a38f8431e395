-- A gift that the person has not heard of can be taken back. The row stays: what
-- was given and taken back is on the record, and counts in no budget.
ALTER TABLE goodwill ADD COLUMN taken_back_at {int};
ALTER TABLE goodwill ADD COLUMN taken_back_by {text};
