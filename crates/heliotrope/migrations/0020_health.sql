-- What the last asking of others found: the DNS, the clock of the letters, a
-- letter to ourselves. What is known in the house is looked at afresh.
CREATE TABLE health_check (
    name            {text} NOT NULL,           -- mx, spf, dkim, dmarc, round_trip, clock, run
    subject         {text} NOT NULL,           -- a domain, a mailbox; empty: the house
    ok              {bool} NOT NULL,
    said            {text} NOT NULL,           -- the finding as JSON: closed words and what was seen
    at              {int} NOT NULL,
    PRIMARY KEY (name, subject)
) {strict};

-- A letter that was given up and is sent once more counts its tries from here.
ALTER TABLE outbox ADD COLUMN again_at {int};
-- Somebody told the person in another way: nobody has to look any more.
ALTER TABLE outbox ADD COLUMN seen_to_at {int};
ALTER TABLE outbox ADD COLUMN seen_to_by {text};           -- agent:7
