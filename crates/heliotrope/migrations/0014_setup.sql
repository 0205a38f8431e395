-- From an empty folder to the first answered letter.

-- The link that `serve` prints while nobody can sign in yet.
CREATE TABLE setup_link (
    id              {id},
    token_digest    {text} NOT NULL UNIQUE,
    created_at      {int} NOT NULL,
    expires_at      {int} NOT NULL,
    browser_digest  {text},                    -- who pressed first goes on with it, nobody else
    ended_at        {int}                      -- used up, or a newer one was printed
) {strict};

-- How far a set-up came, so that it can go on where it was.
CREATE TABLE setup (
    agent_id        {int} NOT NULL PRIMARY KEY REFERENCES agent (id),
    mailbox_id      {int} REFERENCES mailbox (id),
    finished_at     {int}
) {strict};

-- What the house learned about itself: public_url, when the configuration names none.
CREATE TABLE house (
    name            {text} NOT NULL PRIMARY KEY,
    value           {text} NOT NULL
) {strict};

-- Letters of ours to ourselves, sent to see whether one comes back. They open no case.
CREATE TABLE own_letter (
    letter_id       {text} NOT NULL PRIMARY KEY,
    sent_at         {int} NOT NULL
) {strict};

-- The last letter of a mailbox to itself.
CREATE TABLE round_trip (
    mailbox_id      {int} NOT NULL PRIMARY KEY REFERENCES mailbox (id),
    at              {int} NOT NULL,
    took_ms         {int},                     -- none: it did not come back
    plus            {bool} NOT NULL,           -- it came by the plus-address it was sent to
    said            {text} NOT NULL            -- why not, in the other side's words
) {strict};

-- The part behind the plus of the address to which a case's letters are answered.
CREATE TABLE case_address (
    token           {text} NOT NULL PRIMARY KEY,
    case_number     {int} NOT NULL UNIQUE REFERENCES cases (number)
) {strict};
