-- A case that one of us put off until a time, with the reason, until it came back.
CREATE TABLE later (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    at              {int} NOT NULL,
    agent_id        {int} NOT NULL REFERENCES agent (id),
    until_at        {int} NOT NULL,            -- as it was asked for; a promise may bring it back before
    reason          {text} NOT NULL,           -- empty: none was given
    back_at         {int},
    back_by         {text}                     -- system: the clock; person:3; agent:7
) {strict};
CREATE UNIQUE INDEX later_live ON later (case_number) WHERE back_at IS NULL;
CREATE INDEX later_of ON later (case_number, id);
