-- How promises end, what takes their place, and what we say when nothing comes.

-- Its time passed without a word of ours. Recorded once; it stays live until word goes.
ALTER TABLE promise ADD COLUMN broken_at {int};
-- The promise whose place it took, before that was due and with the person told.
ALTER TABLE promise ADD COLUMN instead_of {int};
CREATE INDEX promise_unbroken ON promise (due_at) WHERE ended_at IS NULL AND broken_at IS NULL;
CREATE INDEX promise_by_owner ON promise (owner_id) WHERE ended_at IS NULL;
CREATE INDEX promise_made ON promise (made_at);

-- Open, the move not the customer's, and no date given: who would notice?
-- A date stands in owed_at; the far end of time says that there is none.
CREATE INDEX cases_silent ON cases (since, number)
    WHERE owed_at = 9223372036854775807 AND turn <> 'customer' AND place <> 'closed';

-- "If I hear nothing by Friday I take this as settled": said in a letter, true
-- on that day unless somebody wrote in between.
CREATE TABLE until (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    message_id      {int} NOT NULL,            -- the letter that says it
    at              {int} NOT NULL,
    zone            {text} NOT NULL,
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    ended_at        {int},
    ended_as        {text}                     -- passed, answered, taken_back, undelivered, rewritten, promised
) {strict};
CREATE UNIQUE INDEX until_live ON until (case_number) WHERE ended_at IS NULL;
CREATE INDEX until_due ON until (at) WHERE ended_at IS NULL;

-- Times an agent does not want to be asked about: closed words, as in "by weekday".
CREATE TABLE muted_phrase (
    agent_id        {int} NOT NULL REFERENCES agent (id),
    phrase          {text} NOT NULL,
    at              {int} NOT NULL,
    PRIMARY KEY (agent_id, phrase)
) {strict};

-- Waiting on somebody else needs a date; shortly before it the case comes back.
CREATE INDEX cases_third_party ON cases (owed_at) WHERE turn = 'third_party' AND place = 'waiting';
