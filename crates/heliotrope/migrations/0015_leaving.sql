-- What is held back and may go, because a person said so: removed after 30
-- days, and brought back until then by another press.
CREATE TABLE arrival_leaving (
    arrival_id      {int} NOT NULL PRIMARY KEY REFERENCES arrival (id),
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL,           -- agent:7
    gone_at         {int}                      -- its bytes and addresses are removed
) {strict};
CREATE INDEX arrival_leaving_due ON arrival_leaving (at) WHERE gone_at IS NULL;
