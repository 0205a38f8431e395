-- A case is one person's list of needs with its messages.
--
-- What lists sort by stands on the row (place, owed_at, since) and is written
-- by the same transaction as the deed; a test recomputes it from the rows of
-- record (closing, promise, case_event).
CREATE TABLE cases (
    number          {id},
    subject         {text} NOT NULL,
    mailbox_id      {int} NOT NULL REFERENCES mailbox (id),
    person_id       {int} NOT NULL REFERENCES person (id),
    owner_id        {int} REFERENCES agent (id),
    turn            {text} NOT NULL,           -- us, customer, third_party
    place           {text} NOT NULL,           -- ours, waiting, later, closed: where lists look for it
    owed_at         {int} NOT NULL,            -- due time of the next live promise; the far end of time without one
    since           {int} NOT NULL,            -- since when it is where it is
    parked_until    {int},
    language        {text},
    preview         {text} NOT NULL,           -- the newest words, shortened
    needs_open      {int} NOT NULL,
    answered        {bool} NOT NULL,           -- a person of ours has replied at least once
    undelivered_at  {int},                     -- a letter of ours did not arrive and nobody has written since
    last_event      {int} NOT NULL,
    opened_at       {int} NOT NULL
) {strict};
CREATE INDEX cases_owed ON cases (place, owner_id, owed_at, since, number);
CREATE INDEX cases_by_place ON cases (place, since, number);
CREATE INDEX cases_by_owner ON cases (owner_id, place, number);
CREATE INDEX cases_by_person ON cases (person_id, number);
CREATE INDEX cases_parked ON cases (parked_until) WHERE parked_until IS NOT NULL;

-- Everything that happened, in order. n counts per case. Ids and closed words only.
CREATE TABLE case_event (
    case_number     {int} NOT NULL REFERENCES cases (number),
    n               {int} NOT NULL,
    at              {int} NOT NULL,
    actor           {text} NOT NULL,           -- agent:7, person:3, system
    kind            {text} NOT NULL,
    ids             {text} NOT NULL,           -- "message:12 need:4"
    PRIMARY KEY (case_number, n)
) {strict};

-- Closing is a row: who closed it and when survives a reopening.
CREATE TABLE closing (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL,
    exemption       {text},                    -- nothing_to_tell, unreachable, spam, imported
    message_id      {int},                     -- the reply that closed it
    reopened_at     {int},
    reopened_by     {text}
) {strict};
CREATE UNIQUE INDEX closing_live ON closing (case_number) WHERE reopened_at IS NULL;

-- Who else takes part. The asker stands on the case; here are the others.
CREATE TABLE case_person (
    case_number     {int} NOT NULL REFERENCES cases (number),
    person_id       {int} NOT NULL REFERENCES person (id),
    role            {text} NOT NULL,           -- affected, cc
    added_at        {int} NOT NULL,
    PRIMARY KEY (case_number, person_id)
) {strict};

CREATE TABLE case_tag (
    case_number     {int} NOT NULL REFERENCES cases (number),
    tag             {text} NOT NULL,
    added_at        {int} NOT NULL,
    PRIMARY KEY (case_number, tag)
) {strict};
CREATE INDEX case_tag_by_tag ON case_tag (tag, case_number);

-- The way of one person to one case. A random row, valid until revoked.
CREATE TABLE case_link (
    token           {text} NOT NULL PRIMARY KEY,
    case_number     {int} NOT NULL REFERENCES cases (number),
    person_id       {int} NOT NULL REFERENCES person (id),
    created_at      {int} NOT NULL,
    revoked_at      {int}
) {strict};
CREATE UNIQUE INDEX case_link_live ON case_link (case_number, person_id) WHERE revoked_at IS NULL;

-- What an agent is writing. No event: nobody was told anything yet.
CREATE TABLE draft (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    agent_id        {int} NOT NULL REFERENCES agent (id),
    kind            {text} NOT NULL,           -- reply, note
    version         {int} NOT NULL,
    words           {text} NOT NULL,
    updated_at      {int} NOT NULL,
    UNIQUE (case_number, agent_id, kind)
) {strict};
