-- One change to several cases at once, so that one press takes all of it back.
CREATE TABLE batch (
    id              {id},
    at              {int} NOT NULL,
    agent_id        {int} NOT NULL REFERENCES agent (id),
    change          {text} NOT NULL,           -- owner, team, tag, untag, later, close
    undone_at       {int}
) {strict};

CREATE TABLE batch_row (
    batch_id        {int} NOT NULL REFERENCES batch (id),
    case_number     {int} NOT NULL REFERENCES cases (number),
    event_n         {int},                     -- its last event when it was done; none: it was left out
    before          {text} NOT NULL,           -- JSON: how it stood; ids, closed words, and the tag
    left_out        {text},                    -- gone, closed, untold, promised, same: why
    back_at         {int},                     -- taken back; none after an undo: something happened since
    PRIMARY KEY (batch_id, case_number)
) {strict};
CREATE INDEX batch_row_by_case ON batch_row (case_number);
