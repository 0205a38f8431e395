-- One thing a person needs from us, in their words.
CREATE TABLE need (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    implied         {bool} NOT NULL,           -- the one that each case starts with
    kind            {text} NOT NULL,           -- ask
    words           {text} NOT NULL,
    added_at        {int} NOT NULL,
    added_by        {text} NOT NULL
) {strict};
CREATE INDEX need_by_case ON need (case_number, id);

-- How a need ended, by whom. A reopened need keeps its old settlements.
CREATE TABLE settlement (
    id              {id},
    need_id         {int} NOT NULL REFERENCES need (id),
    state           {text} NOT NULL,           -- met, declined, withdrawn
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL,
    message_id      {int},                     -- the reply that settled it
    reason          {text},
    possible        {text},
    signpost        {text},
    undone_at       {int},
    undone_by       {text}
) {strict};
CREATE UNIQUE INDEX settlement_live ON settlement (need_id) WHERE undone_at IS NULL;

-- The person has received word of the settlement.
CREATE TABLE told (
    id              {id},
    need_id         {int} NOT NULL REFERENCES need (id),
    how             {text} NOT NULL,           -- message, phone, in_person, post, page
    message_id      {int},
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL,
    undone_at       {int},
    undone_by       {text},
    undone_why      {text}                     -- taken_back, bounced, failed, not_yet, letter
) {strict};
CREATE UNIQUE INDEX told_live ON told (need_id) WHERE undone_at IS NULL;
CREATE INDEX told_by_message ON told (message_id);

-- A sentence we said to a person with a time in it, and who owns it.
CREATE TABLE promise (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    kind            {text} NOT NULL,           -- update, action, callback, money
    words           {text} NOT NULL,           -- as the person read them
    due_at          {int} NOT NULL,
    zone            {text} NOT NULL,           -- the zone the words were written in
    owner_id        {int} REFERENCES agent (id),   -- none: the team
    house           {bool} NOT NULL,           -- made by the receipt
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    made_message    {int},
    ended_at        {int},
    ended_as        {text},                    -- kept, renegotiated, released, taken_back
    ended_by        {text},
    ended_message   {int}
) {strict};
CREATE INDEX promise_live ON promise (case_number) WHERE ended_at IS NULL;
CREATE INDEX promise_due ON promise (due_at) WHERE ended_at IS NULL;
CREATE INDEX promise_by_case ON promise (case_number, id);
