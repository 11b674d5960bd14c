-- Times are seconds since 1970-01-01T00:00:00Z; serials are decimal text; certificates are DER.

CREATE TABLE terms (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version TEXT    NOT NULL,
    text    TEXT    NOT NULL            -- JSON: language tag to text
);

CREATE TABLE application (
    code     TEXT    NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,   -- its place in the catalogue file
    name     TEXT    NOT NULL,
    units    TEXT    NOT NULL,          -- JSON: the unit tree
    roles    TEXT    NOT NULL           -- JSON: list of texts
);

-- Secondary cards that may be activated.
CREATE TABLE registered_card (
    serial          TEXT    NOT NULL,
    business_number TEXT    NOT NULL,
    user_code_hash  TEXT    NOT NULL,   -- Argon2id, PHC string
    wrong_tries     INTEGER NOT NULL DEFAULT 0,
    activated_at    BIGINT,
    PRIMARY KEY (serial, business_number)
);

-- A spent nonce is deleted.
CREATE TABLE nonce (
    nonce      TEXT   NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX nonce_by_expiry ON nonce (expires_at);

-- Every card certificate that has taken part in an issuance, as signer or as holder.
CREATE TABLE card_certificate (
    id            INTEGER NOT NULL PRIMARY KEY,
    issuer        BLOB    NOT NULL,     -- DER of the name
    serial        TEXT    NOT NULL,
    last_sequence INTEGER NOT NULL DEFAULT 0 CHECK (last_sequence BETWEEN 0 AND 999999),
    UNIQUE (issuer, serial)
);

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
    not_before         BIGINT  NOT NULL,
    not_after          BIGINT  NOT NULL,
    reserved_at        BIGINT  NOT NULL,
    certificate        BLOB,
    write_nonce        TEXT,
    issued_at          BIGINT,
    written_at         BIGINT,
    UNIQUE (signer, sequence),
    CHECK ((state = 'issued') = (certificate IS NOT NULL)),
    CHECK ((certificate IS NULL) = (issued_at IS NULL)),
    CHECK ((certificate IS NULL) = (write_nonce IS NULL)),
    CHECK (written_at IS NULL OR issued_at IS NOT NULL)
);
CREATE INDEX issuance_granted  ON issuance (signer, issued_at, number) WHERE issued_at IS NOT NULL;
CREATE INDEX issuance_received ON issuance (holder, issued_at, number) WHERE issued_at IS NOT NULL;
CREATE INDEX issuance_reserved ON issuance (reserved_at) WHERE state = 'reserved';

-- One hash chain per entity.
CREATE TABLE audit (
    number   INTEGER NOT NULL PRIMARY KEY,
    entity   TEXT    NOT NULL,          -- unified business number, or '-'
    position BIGINT  NOT NULL,          -- from 1, without gaps
    at       BIGINT  NOT NULL,
    event    TEXT    NOT NULL,
    details  TEXT    NOT NULL,          -- JSON
    previous BLOB    NOT NULL,
    hash     BLOB    NOT NULL,
    UNIQUE (entity, position)
);

CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- INSERT OR REPLACE deletes without firing the trigger above.
CREATE TRIGGER audit_refuses_replacement BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit
             WHERE number = NEW.number OR (entity = NEW.entity AND position = NEW.position))
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
