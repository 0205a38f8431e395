-- A need has a kind that is guessed and corrected; it may be made of words of a
-- message, whose place it keeps, and may be ours: what we need from a person.
-- found_by: implied, agent, rule, customer. belongs_to: person, us. The quote is
-- in characters of the message's words.
ALTER TABLE need ADD COLUMN found_by {text} NOT NULL DEFAULT 'agent';
ALTER TABLE need ADD COLUMN belongs_to {text} NOT NULL DEFAULT 'person';
ALTER TABLE need ADD COLUMN message_id {int};
ALTER TABLE need ADD COLUMN quote_from {int};
ALTER TABLE need ADD COLUMN quote_to {int};
UPDATE need SET found_by = 'implied' WHERE implied;
UPDATE need SET kind = 'outcome' WHERE kind = 'ask';

-- The sentence that will tell the person, written by whoever settled it.
ALTER TABLE settlement ADD COLUMN says {text};

-- Above late stands where somebody may come to harm: 0. Everything else: 1.
ALTER TABLE cases ADD COLUMN rank {int} NOT NULL DEFAULT 1;
DROP INDEX cases_owed;
CREATE INDEX cases_owed ON cases (place, owner_id, rank, owed_at, since, number);
