-- When we work. A calendar has spans of each day of the week; a mailbox that
-- keeps one gives its dates in them. Without one it is answered around the clock.
CREATE TABLE calendar (
    id              {id},
    zone            {text} NOT NULL            -- whose clock on the wall is meant
) {strict};

CREATE TABLE calendar_span (
    id              {id},
    calendar_id     {int} NOT NULL REFERENCES calendar (id),
    weekday         {int} NOT NULL,            -- 0 is Monday
    opens           {int} NOT NULL,            -- minutes since midnight
    closes          {int} NOT NULL             -- at most 1440
) {strict};
CREATE INDEX calendar_span_of ON calendar_span (calendar_id, weekday, opens);

CREATE TABLE calendar_use (
    mailbox_id      {int} NOT NULL PRIMARY KEY REFERENCES mailbox (id),
    calendar_id     {int} NOT NULL REFERENCES calendar (id)
) {strict};
