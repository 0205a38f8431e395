-- An apology that left with a letter. Its words are the letter's; here is only
-- whose it was and which parts its writer marked.
CREATE TABLE apology (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    message_id      {int} NOT NULL UNIQUE,
    person_id       {int} NOT NULL REFERENCES person (id),
    fault           {text} NOT NULL,           -- ours, shared, not_ours, unknown
    cause_id        {int} REFERENCES cause (id),
    parts           {text} NOT NULL,           -- "responsibility explanation"
    restitution_id  {int},
    change_id       {int},                     -- what changes; none: not known yet, or not said
    at              {int} NOT NULL,
    taken_back_at   {int}
) {strict};
CREATE INDEX apology_by_case ON apology (case_number, id);
CREATE INDEX apology_by_person ON apology (person_id, cause_id, at) WHERE taken_back_at IS NULL;

-- Facts and help: where an apology is a matter for a named person first. The
-- empty country is every country.
CREATE TABLE apology_policy (
    mailbox_id      {int} NOT NULL REFERENCES mailbox (id),
    country         {text} NOT NULL,           -- two letters, upper case
    policy          {text} NOT NULL,           -- full, facts_and_help
    agent_id        {int} REFERENCES agent (id),   -- who looks first; none: the duty lead
    changed_at      {int} NOT NULL,
    changed_by      {text} NOT NULL,
    PRIMARY KEY (mailbox_id, country)
) {strict};

-- A case in which a letter speaks of an injury, a lawyer or lost data.
CREATE TABLE careful_case (
    id              {id},
    case_number     {int} NOT NULL UNIQUE REFERENCES cases (number),
    found_at        {int} NOT NULL,
    dropped_at      {int},                     -- somebody said that it is not about that
    dropped_by      {text}
) {strict};

-- An answer that waits until a named person has looked at it.
CREATE TABLE waiting_answer (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    agent_id        {int} NOT NULL REFERENCES agent (id),    -- who wrote it
    for_agent       {int} NOT NULL REFERENCES agent (id),    -- who looks
    words           {text} NOT NULL,
    wishes          {text} NOT NULL,           -- what goes with the letter, as JSON: ids, times, closing
    held_at         {int} NOT NULL,
    ended_at        {int},
    ended_as        {text},                    -- sent, given_back
    message_id      {int}
) {strict};
CREATE UNIQUE INDEX waiting_answer_live ON waiting_answer (case_number, agent_id) WHERE ended_at IS NULL;
CREATE INDEX waiting_answer_held ON waiting_answer (held_at) WHERE ended_at IS NULL;
