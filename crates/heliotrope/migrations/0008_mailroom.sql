-- A sending server that lets nobody in: since when, and what it says. Goes with
-- the first letter it takes again.
CREATE TABLE server_trouble (
    mailbox_id      {int} NOT NULL PRIMARY KEY,    -- 0: letters of no mailbox
    since           {int} NOT NULL,
    at              {int} NOT NULL,
    said            {text} NOT NULL            -- the other server's own sentence
) {strict};
