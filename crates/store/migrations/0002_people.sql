CREATE TABLE person (
  id IDENTITY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  mail TEXT NOT NULL,
  lang TEXT NOT NULL,
  theme TEXT NOT NULL,
  password TEXT NOT NULL,
  totp_secret TEXT,
  totp_last_step BIGINT,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);

CREATE TABLE division (
  id IDENTITY,
  slug TEXT NOT NULL UNIQUE,
  name_ja TEXT NOT NULL,
  name_en TEXT NOT NULL
);

CREATE TABLE role_grant (
  person_id BIGINT NOT NULL REFERENCES person(id),
  role TEXT NOT NULL,
  division_id BIGINT NOT NULL,
  PRIMARY KEY (person_id, role, division_id)
);

CREATE TABLE session (
  hash BYTES NOT NULL PRIMARY KEY,
  person_id BIGINT NOT NULL REFERENCES person(id),
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE token (
  id IDENTITY,
  hash BYTES NOT NULL UNIQUE,
  name TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES person(id),
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);

CREATE TABLE setup_link (
  hash BYTES NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL,
  opened_at BIGINT,
  holder BYTES,
  ended_at BIGINT
);
