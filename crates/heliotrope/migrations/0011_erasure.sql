-- Who was erased: ids and digests, so that an older copy of this database can
-- be erased again. The same entries stand in a file beside the database.
CREATE TABLE erasure (
    id              {id},
    token           {text} NOT NULL UNIQUE,    -- the same wherever the entry is copied to
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL,           -- agent:7, command
    person_id       {int} NOT NULL,
    met             {int} NOT NULL,            -- when the person was first met
    salt            {text} NOT NULL,
    addresses       {text} NOT NULL,           -- salted digests, blank between
    scrubbed_at     {int}                      -- since when no free space of the files holds the words
) {strict};

ALTER TABLE person ADD COLUMN erased_at {int};
-- Its bytes and addresses are gone; that it came and how it ended stays.
ALTER TABLE arrival ADD COLUMN erased_at {int};
