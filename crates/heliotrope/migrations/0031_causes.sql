-- What went wrong: the name of a thing, never of a person.
CREATE TABLE cause (
    id              {id},
    name            {text} NOT NULL,
    folded          {text} NOT NULL,           -- as it is looked up
    owner_id        {int} REFERENCES agent (id),
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    fixed_at        {int},
    fixed_by        {text}
) {strict};
CREATE UNIQUE INDEX cause_by_name ON cause (folded);

-- Many cases share a cause. The person is who asked, so that everybody it
-- touched can be told once.
CREATE TABLE case_cause (
    case_number     {int} NOT NULL REFERENCES cases (number),
    cause_id        {int} NOT NULL REFERENCES cause (id),
    person_id       {int} NOT NULL REFERENCES person (id),
    added_at        {int} NOT NULL,
    added_by        {text} NOT NULL,
    apologised_at   {int},                     -- the last apology for it in this case
    PRIMARY KEY (case_number, cause_id)
) {strict};
CREATE INDEX case_cause_by_cause ON case_cause (cause_id, case_number);

-- What is done so that it does not happen again.
CREATE TABLE cause_change (
    id              {id},
    cause_id        {int} NOT NULL REFERENCES cause (id),
    words           {text} NOT NULL,           -- empty while only asked for
    owner_id        {int} REFERENCES agent (id),
    due_at          {int},                     -- none: not known yet
    state           {text} NOT NULL,           -- asked, planned, done, dropped
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    ended_at        {int}
) {strict};
CREATE INDEX cause_change_by_cause ON cause_change (cause_id, id);

-- One telling of everybody a mended cause touched: a letter that one of us
-- wrote, sent case by case.
CREATE TABLE cause_news (
    id              {id},
    cause_id        {int} NOT NULL REFERENCES cause (id),
    words           {text} NOT NULL,           -- {matter} stands for what each of them wrote about
    agent_id        {int} NOT NULL REFERENCES agent (id),
    started_at      {int} NOT NULL,
    begins_at       {int} NOT NULL,            -- the undo time is over
    total           {int} NOT NULL,            -- people, as the page said before the press
    ended_at        {int},
    ended_as        {text}                     -- done, taken_back, stopped
) {strict};
CREATE UNIQUE INDEX cause_news_live ON cause_news (cause_id) WHERE ended_at IS NULL;
CREATE INDEX cause_news_due ON cause_news (begins_at) WHERE ended_at IS NULL;

-- Who has been told: one row for each case and cause, so that nobody hears it twice.
CREATE TABLE cause_told (
    case_number     {int} NOT NULL REFERENCES cases (number),
    cause_id        {int} NOT NULL REFERENCES cause (id),
    news_id         {int} NOT NULL REFERENCES cause_news (id),
    state           {text} NOT NULL,           -- sent, joined, no_address, no_server
    message_id      {int},
    at              {int} NOT NULL,
    PRIMARY KEY (case_number, cause_id)
) {strict};
CREATE INDEX cause_told_by_news ON cause_told (news_id);
