-- Bytes by their digest: raw letters, attachments. Small ones stand here, large
-- ones in a file (SQLite) or in chunks (PostgreSQL).
CREATE TABLE blob (
    digest      {text} NOT NULL PRIMARY KEY,   -- SHA-256, hex
    size        {int} NOT NULL,                -- before compression
    stored      {int} NOT NULL,                -- as it lies there
    packed      {bool} NOT NULL,               -- zstd
    bytes       {blob},
    file        {text}                         -- below the blob folder
) {strict};

CREATE TABLE blob_chunk (
    digest      {text} NOT NULL REFERENCES blob (digest) ON DELETE CASCADE,
    n           {int} NOT NULL,
    bytes       {blob} NOT NULL,
    PRIMARY KEY (digest, n)
) {strict};

-- Who needs a blob. It goes with its last use.
CREATE TABLE blob_use (
    owner       {text} NOT NULL,               -- message, attachment, ...
    owner_id    {int} NOT NULL,
    digest      {text} NOT NULL REFERENCES blob (digest),
    PRIMARY KEY (owner, owner_id, digest)
) {strict};
CREATE INDEX blob_use_by_digest ON blob_use (digest);

CREATE TABLE job (
    id          {id},
    kind        {text} NOT NULL,
    key         {text} NOT NULL,
    run_at      {int} NOT NULL,
    tries       {int} NOT NULL,
    why         {text},
    UNIQUE (kind, key)
) {strict};
CREATE INDEX job_by_time ON job (run_at, id);
