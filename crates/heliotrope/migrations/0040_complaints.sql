-- A case that is a complaint, with its clocks. Acknowledged and kept informed
-- are read from the letters; here stands what only a person can say.
CREATE TABLE complaint (
    id              {id},
    case_number     {int} NOT NULL UNIQUE REFERENCES cases (number),
    pack            {text},                    -- whose clocks; none: no clocks
    received_at     {int} NOT NULL,            -- when the person's letter came
    flagged_at      {int} NOT NULL,
    flagged_by      {text} NOT NULL,
    final_at        {int},                     -- our final answer
    rejected_at     {int},                     -- they did not accept it: it is kept open
    dropped_at      {int},                     -- it was none after all
    dropped_by      {text}
) {strict};

-- The clocks of a mailbox. None are on until somebody chooses them.
CREATE TABLE complaint_pack (
    mailbox_id      {int} NOT NULL PRIMARY KEY REFERENCES mailbox (id),
    pack            {text} NOT NULL,
    changed_at      {int} NOT NULL,
    changed_by      {text} NOT NULL
) {strict};
