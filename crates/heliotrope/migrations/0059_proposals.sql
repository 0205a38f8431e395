-- A reply that a colleague has written and left for an agent to send.
CREATE TABLE proposal (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    agent_id        {int} NOT NULL REFERENCES agent (id),    -- who wrote it
    words           {text} NOT NULL,
    made_at         {int} NOT NULL,
    ended_at        {int},
    ended_by        {int} REFERENCES agent (id),             -- who sent it, or took it as their draft
    message_id      {int}                                    -- the letter; null: it became a draft
) {strict};
CREATE INDEX proposal_by_case ON proposal (case_number);
