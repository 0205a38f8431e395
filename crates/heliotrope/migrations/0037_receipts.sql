-- First answers of the last weeks are looked up by when they were written.
CREATE INDEX message_replies ON message (at) WHERE kind = 'reply';

-- How soon a mailbox answers, learned each hour from the last two weeks. A
-- receipt reads this row and counts nothing itself.
CREATE TABLE answer_pace (
    mailbox_id      {int} NOT NULL PRIMARY KEY REFERENCES mailbox (id),
    at              {int} NOT NULL,
    answers         {int} NOT NULL,            -- first answers it was learned from
    nearly_all_min  {int} NOT NULL,            -- 95 of 100 took no longer, in minutes of our hours
    usual_min       {int} NOT NULL             -- four of five took no longer
) {strict};
