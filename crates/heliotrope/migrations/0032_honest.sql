-- What we decided to be bad at, so that we can be good at the rest; and what
-- we can do about things that are not ours to decide.
CREATE TABLE tradeoff (
    id              {id},
    title           {text} NOT NULL,
    kind            {text} NOT NULL,           -- tradeoff, impossible, third_party_decides, not_ours, law, limit
    bad_at          {text} NOT NULL,           -- the no, as the first line of a letter
    because         {text} NOT NULL,
    so_that         {text} NOT NULL,
    instead         {text} NOT NULL,           -- what is possible, one way a line
    signpost        {text} NOT NULL,           -- who else can help
    slots           {text} NOT NULL,           -- call-back times of the week, one a line: "tue 10:00"
    slot_link       {text} NOT NULL,           -- where a slot is booked; empty: on the person's own page
    for_whom        {text} NOT NULL,
    owner_id        {int} NOT NULL REFERENCES agent (id),
    review_on       {text} NOT NULL,           -- a day: 2027-03-05
    public          {bool} NOT NULL,
    decided         {int} NOT NULL,            -- 1 bad to 5 great
    measure         {text} NOT NULL,           -- asks, promises, first_answer: what it is lived by
    place           {int} NOT NULL,            -- the order in which customers care
    version         {int} NOT NULL,
    made_at         {int} NOT NULL,
    dropped_at      {int}
) {strict};
CREATE INDEX tradeoff_review ON tradeoff (owner_id, review_on) WHERE dropped_at IS NULL;

-- Who changed a trade-off, when, and which of its fields.
CREATE TABLE tradeoff_change (
    id              {id},
    tradeoff_id     {int} NOT NULL REFERENCES tradeoff (id),
    at              {int} NOT NULL,
    by_actor        {text} NOT NULL,
    what            {text} NOT NULL,           -- made, changed, kept, dropped
    fields          {text} NOT NULL            -- "because instead"
) {strict};
CREATE INDEX tradeoff_change_of ON tradeoff_change (tradeoff_id, id);

-- What kind of no it is, the trade-off it rests on, and the need that takes
-- the place of a declined one.
ALTER TABLE settlement ADD COLUMN reason_kind {text};
ALTER TABLE settlement ADD COLUMN tradeoff_id {int};
ALTER TABLE settlement ADD COLUMN replaced_by {int};
CREATE INDEX settlement_by_tradeoff ON settlement (tradeoff_id, at) WHERE tradeoff_id IS NOT NULL;
CREATE INDEX settlement_by_time ON settlement (at);

-- A no that is written into an agent's draft: it counts when the letter goes.
CREATE TABLE no_ready (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    agent_id        {int} NOT NULL REFERENCES agent (id),
    need_id         {int} NOT NULL REFERENCES need (id),
    reason          {text} NOT NULL,
    possible        {text},
    signpost        {text},
    reason_kind     {text},
    tradeoff_id     {int},
    replaced_by     {int},
    look_again      {int},                     -- days after the letter; none: not
    made_at         {int} NOT NULL,
    UNIQUE (case_number, agent_id, need_id)
) {strict};

-- What a person chose of what is possible, and the need it became.
CREATE TABLE way_taken (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    need_id         {int} NOT NULL REFERENCES need (id),
    settlement_id   {int} NOT NULL REFERENCES settlement (id),
    way             {int} NOT NULL,            -- its place among the ways, from 0
    new_need_id     {int} NOT NULL REFERENCES need (id),
    person_id       {int} NOT NULL REFERENCES person (id),
    at              {int} NOT NULL,
    UNIQUE (settlement_id, way)
) {strict};
CREATE INDEX way_taken_by_case ON way_taken (case_number);

-- A look back after a grave no: the case comes to its owner on that day.
CREATE TABLE checkin (
    id              {id},
    case_number     {int} NOT NULL REFERENCES cases (number),
    need_id         {int} NOT NULL REFERENCES need (id),
    days            {int} NOT NULL,            -- after the no
    due_at          {int} NOT NULL,
    message_id      {int},                     -- the letter that said no
    made_at         {int} NOT NULL,
    made_by         {text} NOT NULL,
    ended_at        {int},
    ended_as        {text},                    -- came, dropped, taken_back
    ended_by        {text}
) {strict};
CREATE INDEX checkin_due ON checkin (due_at) WHERE ended_at IS NULL;
CREATE INDEX checkin_by_case ON checkin (case_number, id);
