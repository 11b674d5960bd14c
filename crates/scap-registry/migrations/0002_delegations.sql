-- Delegations (F3 to F5), and where each certificate is in its life. SQLite cannot change the CHECKs of a table, so
-- it is made anew.

ALTER TABLE issuance RENAME TO issuance_before;

CREATE TABLE issuance (
    number             INTEGER NOT NULL PRIMARY KEY,
    id                 TEXT    NOT NULL UNIQUE,
    state              TEXT    NOT NULL CHECK (state IN ('reserved', 'issued', 'abandoned')),
    kind               TEXT    NOT NULL CHECK (kind IN ('application', 'delegation')),
    entity             TEXT    NOT NULL,
    signer             INTEGER NOT NULL REFERENCES card_certificate (id),
    holder             INTEGER NOT NULL REFERENCES card_certificate (id),
    sequence           INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 999999),
    serial             TEXT    NOT NULL,
    consent            TEXT    NOT NULL, -- the signed request, as evidence
    content            TEXT    NOT NULL, -- JSON: what it says
    signer_certificate BLOB    NOT NULL,
    holder_certificate BLOB    NOT NULL,
    delegation         INTEGER REFERENCES issuance (number), -- by which a secondary card signs
    not_before         BIGINT  NOT NULL,
    not_after          BIGINT  NOT NULL,
    reserved_at        BIGINT  NOT NULL,
    certificate        BLOB,
    write_nonce        TEXT,             -- of applications alone: a delegation is written onto no card
    issued_at          BIGINT,
    written_at         BIGINT,
    superseded_at      BIGINT,           -- when a newer one of its kind was recorded for the holder
    deactivated_at     BIGINT,           -- of delegations alone
    deactivation       TEXT,             -- the signed request, as evidence
    UNIQUE (signer, sequence),
    CHECK ((state = 'issued') = (certificate IS NOT NULL)),
    CHECK ((certificate IS NULL) = (issued_at IS NULL)),
    CHECK ((write_nonce IS NOT NULL) = (certificate IS NOT NULL AND kind = 'application')),
    CHECK (written_at IS NULL OR write_nonce IS NOT NULL),
    CHECK (delegation IS NULL OR kind = 'application'),
    CHECK (superseded_at IS NULL OR issued_at IS NOT NULL),
    CHECK (deactivated_at IS NULL OR (issued_at IS NOT NULL AND kind = 'delegation')),
    CHECK ((deactivated_at IS NULL) = (deactivation IS NULL))
);

INSERT INTO issuance (number, id, state, kind, entity, signer, holder, sequence, serial, consent, content,
                      signer_certificate, holder_certificate, not_before, not_after, reserved_at, certificate,
                      write_nonce, issued_at, written_at, superseded_at)
SELECT number, id, state, kind, entity, signer, holder, sequence, serial, consent, content,
       signer_certificate, holder_certificate, not_before, not_after, reserved_at, certificate,
       write_nonce, issued_at, written_at,
       CASE WHEN issued_at IS NOT NULL
            THEN LEAD(issued_at) OVER (PARTITION BY holder, kind, issued_at IS NULL ORDER BY issued_at, number)
       END
FROM issuance_before;

DROP TABLE issuance_before;

CREATE INDEX issuance_granted   ON issuance (signer, kind, issued_at, number) WHERE issued_at IS NOT NULL;
CREATE INDEX issuance_received  ON issuance (holder, kind, issued_at, number) WHERE issued_at IS NOT NULL;
CREATE INDEX issuance_by_serial ON issuance (serial);
CREATE INDEX issuance_reserved  ON issuance (reserved_at) WHERE state = 'reserved';
CREATE INDEX issuance_waited_for ON issuance (holder) WHERE state = 'reserved';

-- One certificate of each kind counts for a card.
CREATE UNIQUE INDEX issuance_current ON issuance (holder, kind) WHERE state = 'issued' AND superseded_at IS NULL;
