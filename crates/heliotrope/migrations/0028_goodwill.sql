-- How much may be given beyond what we owe, without asking anybody. Never for
-- one person of the team.
CREATE TABLE goodwill_budget (
    id              {id},
    scope           {text} NOT NULL,           -- house, mailbox, role
    mailbox_id      {int} REFERENCES mailbox (id),
    role            {text},                    -- agent, lead, admin
    period          {text} NOT NULL,           -- month, quarter, year
    limit_minor     {int} NOT NULL,
    per_case_minor  {int},                     -- none: only the period counts
    currency        {text} NOT NULL,
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    ended_at        {int}
) {strict};

-- What was given beyond what we owe.
CREATE TABLE goodwill (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    need_id         {int} REFERENCES need (id),
    cause_id        {int},
    kind            {text} NOT NULL,           -- refund, credit, replacement, gift
    amount_minor    {int} NOT NULL,
    currency        {text} NOT NULL,
    given_at        {int} NOT NULL,
    given_by        {text} NOT NULL,           -- agent:7
    role            {text} NOT NULL,           -- what role gave it: budgets of roles draw on this
    ask_id          {int}                      -- the question it was the answer to
) {strict};
CREATE INDEX goodwill_by_case ON goodwill (case_number, id);
CREATE INDEX goodwill_by_time ON goodwill (given_at);

-- More than may be given without asking: a question to the lead, and the letter
-- that waits for the answer.
CREATE TABLE goodwill_ask (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    need_id         {int} REFERENCES need (id),
    cause_id        {int},
    kind            {text} NOT NULL,
    amount_minor    {int} NOT NULL,
    currency        {text} NOT NULL,
    asked_at        {int} NOT NULL,
    asked_by        {int} NOT NULL REFERENCES agent (id),
    role            {text} NOT NULL,
    reply           {text} NOT NULL,           -- waits; empty: nothing does
    seen_event      {int} NOT NULL,            -- the last event its writer had seen
    answer          {text},                    -- yes, no, withdrawn
    answered_at     {int},
    answered_by     {int} REFERENCES agent (id)
) {strict};
CREATE INDEX goodwill_ask_open ON goodwill_ask (asked_at) WHERE answer IS NULL;
CREATE INDEX goodwill_ask_by_case ON goodwill_ask (case_number, id);
