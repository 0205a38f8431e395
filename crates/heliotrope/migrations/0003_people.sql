-- The people who are served. One person may write from several addresses.
CREATE TABLE person (
    id              {id},
    name            {text} NOT NULL,
    name_folded     {text} NOT NULL,
    language        {text},
    language_from   {text},                    -- said, form, letter
    zone            {text},
    zone_from       {text},                    -- said, form, letter
    created_at      {int} NOT NULL
) {strict};
CREATE INDEX person_by_name ON person (name_folded, id);

CREATE TABLE person_address (
    address         {text} NOT NULL PRIMARY KEY,   -- lower case
    person_id       {int} NOT NULL REFERENCES person (id),
    added_at        {int} NOT NULL
) {strict};
CREATE INDEX person_address_by_person ON person_address (person_id);
