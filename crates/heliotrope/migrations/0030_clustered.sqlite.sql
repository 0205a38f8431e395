-- A table with a key of its own is two trees in SQLite: the rows in the order
-- in which they came, and the key beside them. The events of a case then lie on
-- as many pages as there are events, and each letter is written to both. Without
-- a rowid the key is the table. PostgreSQL has no such choice.

CREATE TABLE case_event_new (
    case_number     INTEGER NOT NULL REFERENCES cases (number),
    n               INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    actor           TEXT NOT NULL,
    kind            TEXT NOT NULL,
    ids             TEXT NOT NULL,
    PRIMARY KEY (case_number, n)
) STRICT, WITHOUT ROWID;
INSERT INTO case_event_new SELECT case_number, n, at, actor, kind, ids FROM case_event ORDER BY case_number, n;
DROP TABLE case_event;
ALTER TABLE case_event_new RENAME TO case_event;

CREATE TABLE letter_id_new (
    letter_id       TEXT NOT NULL,
    case_number     INTEGER NOT NULL REFERENCES cases (number),
    message_id      INTEGER,
    PRIMARY KEY (letter_id, case_number)
) STRICT, WITHOUT ROWID;
INSERT INTO letter_id_new SELECT letter_id, case_number, message_id FROM letter_id ORDER BY letter_id, case_number;
DROP TABLE letter_id;
ALTER TABLE letter_id_new RENAME TO letter_id;
CREATE INDEX letter_id_by_message ON letter_id (message_id);
CREATE INDEX letter_id_by_case ON letter_id (case_number);

CREATE TABLE case_link_new (
    token           TEXT NOT NULL PRIMARY KEY,
    case_number     INTEGER NOT NULL REFERENCES cases (number),
    person_id       INTEGER NOT NULL REFERENCES person (id),
    created_at      INTEGER NOT NULL,
    revoked_at      INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO case_link_new SELECT token, case_number, person_id, created_at, revoked_at FROM case_link ORDER BY token;
DROP TABLE case_link;
ALTER TABLE case_link_new RENAME TO case_link;
CREATE UNIQUE INDEX case_link_live ON case_link (case_number, person_id) WHERE revoked_at IS NULL;

CREATE TABLE case_address_new (
    token           TEXT NOT NULL PRIMARY KEY,
    case_number     INTEGER NOT NULL UNIQUE REFERENCES cases (number)
) STRICT, WITHOUT ROWID;
INSERT INTO case_address_new SELECT token, case_number FROM case_address ORDER BY token;
DROP TABLE case_address;
ALTER TABLE case_address_new RENAME TO case_address;

CREATE TABLE person_address_new (
    address         TEXT NOT NULL PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES person (id),
    added_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO person_address_new SELECT address, person_id, added_at FROM person_address ORDER BY address;
DROP TABLE person_address;
ALTER TABLE person_address_new RENAME TO person_address;
CREATE INDEX person_address_by_person ON person_address (person_id);

CREATE TABLE blob_use_new (
    owner       TEXT NOT NULL,
    owner_id    INTEGER NOT NULL,
    digest      TEXT NOT NULL REFERENCES blob (digest),
    PRIMARY KEY (owner, owner_id, digest)
) STRICT, WITHOUT ROWID;
INSERT INTO blob_use_new SELECT owner, owner_id, digest FROM blob_use ORDER BY owner, owner_id, digest;
DROP TABLE blob_use;
ALTER TABLE blob_use_new RENAME TO blob_use;
CREATE INDEX blob_use_by_digest ON blob_use (digest);
