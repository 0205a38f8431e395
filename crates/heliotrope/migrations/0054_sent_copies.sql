-- The folder of the server into which a copy of what leaves is put. None: nothing is put
-- anywhere; empty: the folder of sent letters, as the server marks or calls it.
ALTER TABLE mailbox ADD COLUMN imap_sent {text};

-- A letter as it left (its bytes are the use of that name), until a copy of it
-- lies in that folder. It counts only once its envelope has left.
CREATE TABLE sent_copy (
    envelope_id     {int} NOT NULL PRIMARY KEY,
    mailbox_id      {int} NOT NULL,
    digest          {text} NOT NULL,
    at              {int} NOT NULL,            -- when it left, or was about to
    tries           {int} NOT NULL,            -- how often it was begun
    next_try        {int} NOT NULL,            -- nobody begins it before
    code            {text},                    -- why it is not there yet: a closed word
    said            {text}                     -- the other side's own sentence
) {strict};
CREATE INDEX sent_copy_due ON sent_copy (mailbox_id, next_try);
