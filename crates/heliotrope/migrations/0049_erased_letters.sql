-- Which letters were erased here, so that none is fetched again from a server
-- on which it still lies. Only keyed fingerprints: no word, no address, and
-- nothing that says of whom they were.
CREATE TABLE erased_letter (
    print           {text} NOT NULL PRIMARY KEY
) {strict};

-- The secrets of these fingerprints, sealed with the key of the desk. Another
-- one is begun when the key does not open those that are here.
CREATE TABLE erased_secret (
    id              {id},
    sealed          {text} NOT NULL
) {strict};
