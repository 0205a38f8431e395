-- A calendar has a name once somebody gave it one; until then it is called
-- after the mailbox it was made for.
ALTER TABLE calendar ADD COLUMN name {text};

-- Days with other hours than their day of the week: holidays, an early close.
CREATE TABLE calendar_day (
    calendar_id     {int} NOT NULL REFERENCES calendar (id),
    year            {int} NOT NULL,            -- 0: each year
    month           {int} NOT NULL,
    day             {int} NOT NULL,
    name            {text} NOT NULL,           -- "Christmas Eve"
    hours           {text} NOT NULL,           -- "9:00–13:00"; empty: closed
    PRIMARY KEY (calendar_id, year, month, day)
) {strict};

-- Thanks are for everybody who wrote. The table before had room for one of
-- them; nothing writes or reads it any more.
CREATE TABLE thanks_for (
    message_id      {int} NOT NULL REFERENCES message (id),
    agent_id        {int} NOT NULL REFERENCES agent (id),
    seen_at         {int},
    PRIMARY KEY (message_id, agent_id)
) {strict};
INSERT INTO thanks_for (message_id, agent_id, seen_at) SELECT message_id, agent_id, seen_at FROM thanks;
CREATE INDEX thanks_for_unseen ON thanks_for (agent_id, message_id) WHERE seen_at IS NULL;
