-- Views: filters kept under a name.
CREATE TABLE saved_view (
    id              {id},
    agent_id        {int} NOT NULL REFERENCES agent (id),
    name            {text} NOT NULL,
    folded          {text} NOT NULL,           -- as it is sorted and compared
    filter          {text} NOT NULL,           -- as it prints
    shared_at       {int},                     -- since then the team sees it; none: its author alone
    created_at      {int} NOT NULL,
    changed_at      {int} NOT NULL,
    changed_by      {int} NOT NULL REFERENCES agent (id),
    removed_at      {int}
) {strict};
CREATE INDEX saved_view_of ON saved_view (agent_id) WHERE removed_at IS NULL;
CREATE INDEX saved_view_shared ON saved_view (shared_at) WHERE removed_at IS NULL AND shared_at IS NOT NULL;

-- What a view walks: all that is not closed, by what we owe next.
CREATE INDEX cases_open ON cases (rank, owed_at, since, number) WHERE place NOT IN ('closed', 'merged');
