-- Some of the people who serve, who look after a part of the mail together.
CREATE TABLE team (
    id              {id},
    name            {text} NOT NULL,
    created_at      {int} NOT NULL,
    removed_at      {int}                      -- its cases keep its name
) {strict};

CREATE TABLE team_member (
    team_id         {int} NOT NULL REFERENCES team (id),
    agent_id        {int} NOT NULL REFERENCES agent (id),
    leads           {bool} NOT NULL,
    PRIMARY KEY (team_id, agent_id)
) {strict};
CREATE INDEX team_member_of ON team_member (agent_id, team_id);

-- New cases of the mailbox belong to it; none: to everybody.
ALTER TABLE mailbox ADD COLUMN team_id {int};
-- The team that answers for the case while no one of it has it.
ALTER TABLE cases ADD COLUMN team_id {int};
CREATE INDEX cases_free ON cases (place, team_id, rank, owed_at, since, number, owner_id) WHERE owner_id IS NULL;
CREATE INDEX cases_of_team ON cases (team_id, place, rank, owed_at, since, number) WHERE team_id IS NOT NULL;

-- Who has the watch: the first to be asked while it lasts.
CREATE TABLE duty (
    id              {id},
    team_id         {int} NOT NULL REFERENCES team (id),
    agent_id        {int} NOT NULL REFERENCES agent (id),
    from_at         {int} NOT NULL,
    until_at        {int} NOT NULL,
    by_actor        {text} NOT NULL            -- agent:7
) {strict};
CREATE INDEX duty_of ON duty (team_id, until_at);

-- Who is not here, since when and until when. It ends by itself at until_at.
CREATE TABLE away (
    id              {id},
    agent_id        {int} NOT NULL REFERENCES agent (id),
    from_at         {int} NOT NULL,
    until_at        {int},                     -- none: until they are back
    by_actor        {text} NOT NULL,           -- agent:7
    back_at         {int}
) {strict};
CREATE INDEX away_of ON away (agent_id, id);

-- What fell to the team when somebody went away: shown to them when they are back.
CREATE TABLE away_case (
    away_id         {int} NOT NULL REFERENCES away (id),
    case_number     {int} NOT NULL REFERENCES cases (number),
    promises        {int} NOT NULL,            -- how many of theirs lived in it
    PRIMARY KEY (away_id, case_number)
) {strict};
