-- What the small filter learned from people: in how many letters the
-- fingerprint of a word stood. No word stands here; 0 counts the letters.
CREATE TABLE sieve_word (
    fingerprint     {int} NOT NULL PRIMARY KEY,
    wanted          {int} NOT NULL,
    unwanted        {int} NOT NULL
) {strict};

-- Which letters it was taught, so that each is learned once and can be unlearned.
CREATE TABLE sieve_lesson (
    arrival_id      {int} NOT NULL PRIMARY KEY REFERENCES arrival (id),
    unwanted        {bool} NOT NULL,
    at              {int} NOT NULL,
    learned_at      {int},                     -- none: to be learned
    undone          {bool} NOT NULL,           -- to be unlearned
    held            {bool} NOT NULL            -- the filter itself had held it back
) {strict};
CREATE INDEX sieve_lesson_waits ON sieve_lesson (at) WHERE learned_at IS NULL OR undone;
CREATE INDEX sieve_lesson_wrong ON sieve_lesson (at) WHERE held;

-- Cases that somebody closed as spam teach it too.
CREATE INDEX closing_spam ON closing (id) WHERE exemption = 'spam' AND reopened_at IS NULL;
