-- One thing said in a case.
CREATE TABLE message (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    kind            {text} NOT NULL,           -- letter, reply, note
    author          {text} NOT NULL,           -- person:3, agent:7
    sender          {text} NOT NULL,           -- the address it came from or left from
    reply_to        {text},                    -- where answers to it should go, when it says so
    at              {int} NOT NULL,
    event_n         {int} NOT NULL,            -- its event in the case
    subject         {text} NOT NULL,
    words           {text} NOT NULL,           -- the new words; what lists, search and the API show
    elided          {text},                    -- quotes, signature, forwarded text: one press away
    html            {text},                    -- as received; shown only cleaned and in a sandboxed frame
    letter_id       {text},                    -- Message-ID without angle brackets, the same for ever
    answers         {text},                    -- In-Reply-To of what we sent
    mark            {text},                    -- auto, bounce, list, thanks, feedback; none: a person's letter
    oddities        {text} NOT NULL,           -- closed words, blank between
    raw             {text},                    -- digest of the raw letter
    taken_back_at   {int}                      -- undone within the undo time: a draft again
) {strict};
CREATE INDEX message_by_case ON message (case_number, id);

CREATE TABLE message_attachment (
    id              {id},
    message_id      {int} NOT NULL REFERENCES message (id),
    name            {text} NOT NULL,
    content_type    {text} NOT NULL,
    content_id      {text},
    inline          {bool} NOT NULL,
    size            {int} NOT NULL,
    digest          {text} NOT NULL
) {strict};
CREATE INDEX message_attachment_by_message ON message_attachment (message_id);

-- Every Message-ID that belongs to a case: letters, replies and receipts.
CREATE TABLE letter_id (
    letter_id       {text} NOT NULL,
    case_number     {int} NOT NULL REFERENCES cases (number),
    message_id      {int},                     -- none for a receipt
    PRIMARY KEY (letter_id, case_number)
) {strict};
CREATE INDEX letter_id_by_message ON letter_id (message_id);

-- Thanks that came after the end, for the agent who helped, until they read it.
CREATE TABLE thanks (
    message_id      {int} NOT NULL PRIMARY KEY REFERENCES message (id),
    agent_id        {int} NOT NULL REFERENCES agent (id),
    seen_at         {int}
) {strict};
CREATE INDEX thanks_unseen ON thanks (agent_id, message_id) WHERE seen_at IS NULL;
