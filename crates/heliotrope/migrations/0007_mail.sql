-- One thing received, kept before it is judged.
CREATE TABLE arrival (
    id              {id},
    door            {text} NOT NULL,           -- receive, smtp, form, api
    received_at     {int} NOT NULL,
    raw             {text} NOT NULL,           -- digest of the bytes as they came
    size            {int} NOT NULL,
    sender          {text} NOT NULL,           -- envelope sender; empty: a bounce
    recipient       {text} NOT NULL,           -- the address it was for
    letter_id       {text},
    content_digest  {text},
    verdict         {text},                    -- case, duplicate, screened, needs_person; none: kept, not judged yet
    reason          {text},
    case_number     {int},
    message_id      {int},
    judged_at       {int}
) {strict};
CREATE INDEX arrival_by_letter ON arrival (letter_id);
CREATE INDEX arrival_to_judge ON arrival (id) WHERE verdict IS NULL;
CREATE INDEX arrival_by_verdict ON arrival (verdict, id);

-- One envelope to one person, written with the deed that causes it.
CREATE TABLE outbox (
    id              {id},
    kind            {text} NOT NULL,           -- reply, receipt, reset
    case_number     {int},
    message_id      {int},                     -- the reply
    person_id       {int},
    mailbox_id      {int},
    address         {text} NOT NULL,
    letter_id       {text} NOT NULL,
    words           {text} NOT NULL,           -- arguments of a letter that is no reply, as JSON
    created_at      {int} NOT NULL,
    not_before      {int} NOT NULL,            -- end of the undo time, or the next try
    attempts        {int} NOT NULL,
    state           {text} NOT NULL,           -- waiting, accepted, failed, bounced, taken_back
    state_at        {int} NOT NULL,
    said            {text}                     -- the other server's own sentence
) {strict};
CREATE INDEX outbox_waiting ON outbox (not_before) WHERE state = 'waiting';
CREATE INDEX outbox_by_message ON outbox (message_id);
CREATE INDEX outbox_by_letter ON outbox (letter_id);
CREATE INDEX outbox_by_state ON outbox (state, id);
