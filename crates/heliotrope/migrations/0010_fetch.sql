-- Where the letters of a mailbox are fetched, and how far we are.
ALTER TABLE mailbox ADD COLUMN imap_host {text};
ALTER TABLE mailbox ADD COLUMN imap_port {int};
ALTER TABLE mailbox ADD COLUMN imap_tls {text};         -- none, starttls, tls
ALTER TABLE mailbox ADD COLUMN imap_user {text};
ALTER TABLE mailbox ADD COLUMN imap_password {text};    -- sealed
ALTER TABLE mailbox ADD COLUMN imap_folders {text};     -- one a line; the first is the one we listen to
ALTER TABLE mailbox ADD COLUMN imap_bring {int};        -- so many older letters too; none: from now on
ALTER TABLE mailbox ADD COLUMN imap_after {text};       -- leave, seen, delete: what becomes of a letter on the server
ALTER TABLE mailbox ADD COLUMN imap_since {int};        -- when we were told to fetch there

-- The last letter of a folder that is kept. Moves in the transaction that
-- keeps the next one, and only forwards: two who fetch cannot keep one twice.
CREATE TABLE fetch_cursor (
    mailbox_id      {int} NOT NULL,
    folder          {text} NOT NULL,
    validity        {int} NOT NULL,            -- UIDVALIDITY: another one means other UIDs
    uid             {int} NOT NULL,
    since           {int} NOT NULL,            -- what the server took in before this is not brought
    PRIMARY KEY (mailbox_id, folder)
) {strict};

-- How fetching goes, and which node does it.
CREATE TABLE fetch_state (
    mailbox_id      {int} NOT NULL PRIMARY KEY,
    fetched_at      {int},                     -- when we last knew that nothing waits
    waiting         {int} NOT NULL,            -- letters on the server that we do not have yet
    failing_since   {int},
    code            {text},                    -- a closed word
    said            {text},                    -- the other side's own sentence
    next_try        {int},
    renumbered_at   {int},                     -- when a folder last began to count anew
    skipped         {int} NOT NULL,            -- letters that the server could not hand over
    node            {text},
    node_until      {int}
) {strict};
