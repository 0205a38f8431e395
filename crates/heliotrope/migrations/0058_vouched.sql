-- What was found out about who sent an arrival, by a server in front that is believed.
CREATE TABLE vouched (
    arrival_id      {int} NOT NULL PRIMARY KEY REFERENCES arrival (id),
    at              {int} NOT NULL,
    by_server       {text} NOT NULL,
    spf             {text},                    -- pass, fail, softfail, neutral, none, temperror, permerror
    spf_domain      {text},                    -- of the envelope's sender, or of the greeting
    dkim            {text},
    dkim_domain     {text},                    -- whose signature it is
    dmarc           {text},
    dmarc_domain    {text},                    -- of the letter's From
    policy          {text}                     -- what that domain asks for: none, quarantine, reject
) {strict};
