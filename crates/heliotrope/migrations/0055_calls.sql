-- A telephone call: how it went, with whom and when. What was said is the message.
CREATE TABLE phone_call (
    message_id      {int} NOT NULL PRIMARY KEY REFERENCES message (id),
    person_id       {int} NOT NULL REFERENCES person (id),
    how             {text} NOT NULL,           -- we, they, missed: who called; nobody answered
    at              {int} NOT NULL             -- when it was; the message says when it was written down
) {strict};
CREATE INDEX phone_call_with ON phone_call (person_id);
