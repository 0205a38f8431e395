-- By whom our letters were signed on their way (DKIM), as letters of ours show
-- that came back: which keys the DNS must hold.
CREATE TABLE signed_by (
    domain          {text} NOT NULL,           -- of our mailbox
    signer          {text} NOT NULL,           -- the domain that signed
    selector        {text} NOT NULL,
    at              {int} NOT NULL,            -- when it was seen last
    PRIMARY KEY (domain, signer, selector)
) {strict};
