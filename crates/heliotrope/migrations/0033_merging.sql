-- Two cases become one. What belonged to one number stands under the other
-- until somebody takes them apart; which rows came along is remembered here.
CREATE TABLE merging (
    id              {id},
    from_case       {int} NOT NULL REFERENCES cases (number),
    into_case       {int} NOT NULL REFERENCES cases (number),
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL,
    parked_until    {int},                     -- until when the one that went slept
    brought_owner   {bool} NOT NULL,           -- the other had no owner and took this one's
    undone_at       {int},
    undone_by       {text}
) {strict};
CREATE UNIQUE INDEX merging_live ON merging (from_case) WHERE undone_at IS NULL;
CREATE INDEX merging_into ON merging (into_case);

-- A row that came along. noun is the name of its table.
CREATE TABLE merging_row (
    merging_id      {int} NOT NULL REFERENCES merging (id),
    noun            {text} NOT NULL,
    row_id          {int} NOT NULL,
    event_n         {int},                     -- of a message: its event in the case it came from; of a question: the last it had seen
    PRIMARY KEY (merging_id, noun, row_id)
) {strict};

-- Where a number leads now, to the end of a chain. None: to itself.
ALTER TABLE cases ADD COLUMN merged_into {int};
CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;

-- A number that leads elsewhere is not silent.
DROP INDEX cases_silent;
CREATE INDEX cases_silent ON cases (since, number)
    WHERE owed_at = 9223372036854775807 AND turn <> 'customer' AND place NOT IN ('closed', 'merged');
