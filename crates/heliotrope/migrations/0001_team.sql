-- The people who serve, how they sign in, and who did what to the house.

CREATE TABLE agent (
    id              {id},
    address         {text} NOT NULL UNIQUE,    -- lower case
    name            {text} NOT NULL,
    role            {text} NOT NULL,           -- admin, lead, agent, light
    password_hash   {text},                    -- argon2id; none until they chose one
    language        {text} NOT NULL,
    zone            {text} NOT NULL,
    scheme          {text} NOT NULL,           -- system, light, dark
    density         {text} NOT NULL,           -- roomy, tight
    single_keys     {bool} NOT NULL,
    undo_seconds    {int} NOT NULL,
    created_at      {int} NOT NULL,
    disabled_at     {int},
    disabled_by     {int}
) {strict};

-- A signed-in browser. The cookie holds 32 random bytes, this row their digest.
CREATE TABLE session (
    id              {id},
    token_digest    {text} NOT NULL UNIQUE,
    agent_id        {int} NOT NULL REFERENCES agent (id),
    form_token      {text} NOT NULL,
    created_at      {int} NOT NULL,
    used_at         {int} NOT NULL,            -- written at most hourly
    ended_at        {int}
) {strict};

-- A way in without a password: a reset by mail, a link an admin gave. Used by a press, never by a GET.
CREATE TABLE sign_in_link (
    id              {id},
    token_digest    {text} NOT NULL UNIQUE,
    agent_id        {int} NOT NULL REFERENCES agent (id),
    purpose         {text} NOT NULL,           -- sign-in, reset
    created_at      {int} NOT NULL,
    expires_at      {int} NOT NULL,
    reusable        {bool} NOT NULL,           -- only the demo's links
    used_at         {int}
) {strict};

CREATE TABLE api_token (
    id              {id},
    token_digest    {text} NOT NULL UNIQUE,
    agent_id        {int} NOT NULL REFERENCES agent (id),
    created_at      {int} NOT NULL,
    revoked_at      {int}
) {strict};

-- The first answer to a request that may be repeated.
CREATE TABLE idempotency (
    id              {id},
    asker           {text} NOT NULL,           -- token:7, session:9, form
    repeat_key      {text} NOT NULL,
    digest          {text} NOT NULL,           -- of method, path and body
    status          {int} NOT NULL,
    answer          {text} NOT NULL,           -- JSON; goes when its case's words are erased, and after two days
    case_number     {int},
    at              {int} NOT NULL,
    UNIQUE (asker, repeat_key)
) {strict};

CREATE TABLE audit (
    id              {id},
    at              {int} NOT NULL,
    actor           {text} NOT NULL,           -- agent:7, system, command
    deed            {text} NOT NULL,           -- a closed word
    object          {text} NOT NULL            -- agent:8, mailbox:2: ids, never words
) {strict};
