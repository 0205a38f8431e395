-- How long the words of a mailbox's closed cases are kept. No row: for ever.
-- A row is there because a person switched it on after having seen what it does.
CREATE TABLE keeping (
    mailbox_id      {int} NOT NULL PRIMARY KEY REFERENCES mailbox (id),
    months          {int} NOT NULL,            -- after the case was closed
    takes           {text} NOT NULL,           -- files, words, everything
    since           {int} NOT NULL,
    by_actor        {text} NOT NULL            -- agent:7
) {strict};

-- What a rule has taken from a case. A case that reopens and closes again is
-- looked at again.
CREATE TABLE case_thinned (
    case_number     {int} NOT NULL PRIMARY KEY REFERENCES cases (number),
    takes           {text} NOT NULL,           -- files, words, everything
    depth           {int} NOT NULL,            -- 1, 2, 3: the same as a number
    at              {int} NOT NULL
) {strict};
