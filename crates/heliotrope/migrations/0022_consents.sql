-- Mailboxes that let us in by consent (OAuth 2) and not by a password.

-- As what this desk is known to a provider: its own registration there.
CREATE TABLE consent_client (
    provider        {text} NOT NULL PRIMARY KEY,   -- google, microsoft, own
    client_id       {text} NOT NULL,
    secret          {text},                        -- sealed; none: the provider gave none
    changed_at      {int} NOT NULL
) {strict};

-- That somebody went to a provider to give consent. Its state is good once, in
-- the session that asked for it.
CREATE TABLE consent_trip (
    id              {id},
    state_digest    {text} NOT NULL UNIQUE,
    state           {text} NOT NULL,               -- sealed: the page that leads there may be opened twice
    verifier        {text} NOT NULL,               -- sealed (PKCE)
    session_id      {int} NOT NULL,
    provider        {text} NOT NULL,
    account         {text} NOT NULL,               -- sealed: whom the provider shall ask
    form            {text} NOT NULL,               -- sealed: what was typed before the trip
    mailbox_id      {int},                         -- none: a new one, in the set-up
    expires_at      {int} NOT NULL,
    used_at         {int},
    consent_id      {int}                          -- what came of it
) {strict};

-- A consent and its tokens. A rotated token is kept in the transaction that
-- holds this row while the provider is asked.
CREATE TABLE consent (
    id              {id},
    mailbox_id      {int} UNIQUE,                  -- none: its mailbox is not kept yet
    provider        {text} NOT NULL,
    access_token    {text} NOT NULL,               -- sealed
    access_until    {int},                         -- none: the provider did not say
    refresh_token   {text},                        -- sealed; none: it ends with the access token
    given_at        {int} NOT NULL,
    given_by        {text} NOT NULL,               -- agent:7
    ended_at        {int},                         -- the provider lets us in no more
    said            {text}                         -- in its own words
) {strict};
