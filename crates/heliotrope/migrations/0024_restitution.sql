-- What we owe because of our fault, for one need. It never draws on goodwill,
-- which is a gift. Amounts are minor units of the currency (ISO 4217).
CREATE TABLE restitution (
    id              {id},
    need_id         {int} NOT NULL REFERENCES need (id),
    kind            {text} NOT NULL,           -- refund, credit, replacement, repair
    amount_minor    {int},                     -- none: a thing, not a sum
    currency        {text},
    state           {text} NOT NULL,           -- offered, accepted, given, taken_back
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    made_message    {int},                     -- the letter that said so
    accepted_at     {int},
    given_at        {int}
) {strict};
CREATE INDEX restitution_by_need ON restitution (need_id);
CREATE INDEX restitution_by_message ON restitution (made_message) WHERE made_message IS NOT NULL;
