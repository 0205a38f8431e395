-- Who of us wants to hear what happens in a case.
CREATE TABLE follow (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    agent_id        {int} NOT NULL REFERENCES agent (id),
    at              {int} NOT NULL,
    ended_at        {int}
) {strict};
CREATE UNIQUE INDEX follow_live ON follow (case_number, agent_id) WHERE ended_at IS NULL;

-- One thing that one of us is to hear of. It holds no words: what happened stands in the case.
CREATE TABLE notice (
    id              {id},
    agent_id        {int} NOT NULL REFERENCES agent (id),
    case_number     {int} NOT NULL REFERENCES cases (number),
    event_n         {int},                     -- what happened there; none: a promise is nearly due
    promise_id      {int} REFERENCES promise (id),
    kind            {text} NOT NULL,           -- mention, assigned, answer, due, followed
    at              {int} NOT NULL,
    read_at         {int}
) {strict};
CREATE UNIQUE INDEX notice_of_event ON notice (agent_id, case_number, event_n) WHERE event_n IS NOT NULL;
CREATE UNIQUE INDEX notice_of_promise ON notice (agent_id, promise_id) WHERE promise_id IS NOT NULL;
CREATE INDEX notice_unread ON notice (agent_id, case_number) WHERE read_at IS NULL;
CREATE INDEX notice_by_agent ON notice (agent_id, id);
CREATE INDEX notice_by_case ON notice (case_number);
