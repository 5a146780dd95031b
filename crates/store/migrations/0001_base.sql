CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);

CREATE TABLE event (
  seq BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id BIGINT,
  actor TEXT NOT NULL,
  noun TEXT NOT NULL,
  verb TEXT NOT NULL,
  thing_kind TEXT NOT NULL,
  thing TEXT NOT NULL,
  case_id BIGINT,
  restricted BIGINT NOT NULL,
  reason TEXT,
  body TEXT NOT NULL,
  hash BYTES NOT NULL
);
CREATE INDEX event_thing ON event (thing_kind, thing, seq);
CREATE INDEX event_case ON event (case_id, seq);

CREATE TABLE outbox (
  id IDENTITY,
  event_seq BIGINT,
  kind TEXT NOT NULL,
  dedupe TEXT NOT NULL UNIQUE,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  lease_owner TEXT,
  lease_until BIGINT,
  last_answer TEXT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX outbox_due ON outbox (state, due_at);

CREATE TABLE job (
  id IDENTITY,
  kind TEXT NOT NULL,
  dedupe TEXT UNIQUE,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  lease_owner TEXT,
  lease_until BIGINT,
  last_answer TEXT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX job_due ON job (state, due_at);

CREATE TABLE idempotency (
  owner TEXT NOT NULL,
  key TEXT NOT NULL,
  request TEXT NOT NULL,
  status BIGINT NOT NULL,
  answer BYTES NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (owner, key)
);
