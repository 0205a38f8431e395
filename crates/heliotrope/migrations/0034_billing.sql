-- Whether the house bills direct work, and for how much an hour: one row, or
-- none where nothing was ever set.
CREATE TABLE billing (
    id              {int} NOT NULL PRIMARY KEY,    -- 1
    bills           {bool} NOT NULL,
    rate_minor      {int} NOT NULL,                -- for an hour of direct work
    currency        {text} NOT NULL,
    changed_at      {int} NOT NULL,
    changed_by      {text} NOT NULL
) {strict};

-- Minutes spent on a case. What becomes of them on an invoice is no column:
-- research is given, and direct work costs what a quote says that was accepted.
CREATE TABLE time_spent (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    kind            {text} NOT NULL,               -- research, direct
    minutes         {int} NOT NULL,
    note            {text} NOT NULL,
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL
) {strict};
CREATE INDEX time_spent_by_case ON time_spent (case_number, id);
CREATE INDEX time_spent_by_time ON time_spent (at);

-- What work and parts would cost, as the customer read it. A changed quote is
-- the next version and asks again.
CREATE TABLE quote (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    version         {int} NOT NULL,
    currency        {text} NOT NULL,
    rate_minor      {int} NOT NULL,
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    answer          {text},                        -- accepted, refused
    answered_at     {int},
    answered_by     {text}
) {strict};
CREATE INDEX quote_by_case ON quote (case_number, id);
CREATE INDEX quote_accepted ON quote (answered_at) WHERE answer = 'accepted';

CREATE TABLE quote_line (
    id              {id},
    quote_id        {int} NOT NULL REFERENCES quote (id),
    words           {text} NOT NULL,
    minutes         {int},                         -- of work; none: a part
    pieces          {int},                         -- of a part
    each_minor      {int},
    amount_minor    {int} NOT NULL
) {strict};
CREATE INDEX quote_line_by_quote ON quote_line (quote_id, id);
