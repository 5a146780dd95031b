CREATE TABLE psirt_case (
  id IDENTITY,
  number TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  outcome TEXT NOT NULL,
  outcome_reason TEXT NOT NULL,
  visibility TEXT NOT NULL,
  tlp TEXT,
  owner_id BIGINT,
  edit BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX psirt_case_outcome ON psirt_case (outcome, changed_at);

CREATE TABLE case_member (
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  person_id BIGINT NOT NULL REFERENCES person(id),
  added_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, person_id)
);
CREATE INDEX case_member_person ON case_member (person_id);

CREATE TABLE case_vulnerability (
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  vuln_id TEXT NOT NULL REFERENCES vulnerability(id),
  added_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, vuln_id)
);
CREATE INDEX case_vulnerability_vuln ON case_vulnerability (vuln_id);

CREATE TABLE case_release (
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  release_id BIGINT NOT NULL REFERENCES release(id),
  added_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, release_id)
);
CREATE INDEX case_release_release ON case_release (release_id);

CREATE TABLE case_answer (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  condition TEXT NOT NULL,
  value TEXT NOT NULL,
  text TEXT NOT NULL,
  answered_by BIGINT,
  answered_name TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  superseded_at BIGINT
);
CREATE INDEX case_answer_current ON case_answer (case_id, condition, superseded_at);

CREATE TABLE fact (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  kind TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  offset_minutes BIGINT NOT NULL,
  place TEXT,
  evidence TEXT NOT NULL,
  recorded_by BIGINT,
  recorded_name TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_reason TEXT
);
CREATE INDEX fact_case ON fact (case_id, kind);

CREATE TABLE embargo (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  state TEXT NOT NULL,
  until_at BIGINT,
  until_offset BIGINT,
  revised_until BIGINT,
  reply_by BIGINT,
  end_reason TEXT,
  reason TEXT NOT NULL,
  first_lead BIGINT,
  set_by BIGINT,
  set_name TEXT NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE INDEX embargo_case ON embargo (case_id, id);

CREATE TABLE party (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  mail TEXT NOT NULL,
  required BIGINT NOT NULL,
  consent TEXT NOT NULL,
  reply_by BIGINT,
  decided_at BIGINT,
  UNIQUE (case_id, name)
);

CREATE TABLE score (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  vuln_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  vector TEXT NOT NULL,
  value BIGINT,
  word TEXT NOT NULL,
  set_by BIGINT,
  set_name TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  superseded_at BIGINT
);
CREATE INDEX score_case ON score (case_id, superseded_at);

CREATE TABLE fix_plan (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  release_id BIGINT NOT NULL REFERENCES release(id),
  state TEXT NOT NULL,
  fix_version TEXT NOT NULL,
  due_at BIGINT,
  delivery TEXT NOT NULL,
  reason TEXT NOT NULL,
  mitigation TEXT NOT NULL,
  evidence TEXT NOT NULL,
  planned_by BIGINT,
  verified_by BIGINT,
  available_at BIGINT,
  set_name TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  superseded_at BIGINT
);
CREATE INDEX fix_plan_current ON fix_plan (case_id, release_id, superseded_at);

CREATE TABLE awareness (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  trigger_kind TEXT NOT NULL,
  signal_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  aware_at BIGINT NOT NULL,
  offset_minutes BIGINT NOT NULL,
  evidence TEXT NOT NULL,
  reasoning TEXT NOT NULL,
  decided_by BIGINT,
  decided_name TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  corrects BIGINT,
  reason TEXT NOT NULL
);
CREATE INDEX awareness_case ON awareness (case_id, id);

CREATE TABLE filing (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  stage TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reference TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  offset_minutes BIGINT NOT NULL,
  copy_digest TEXT NOT NULL,
  copy_bytes BYTES,
  reason TEXT NOT NULL,
  recorded_by BIGINT,
  recorded_name TEXT NOT NULL,
  recorded_at BIGINT NOT NULL
);
CREATE INDEX filing_case ON filing (case_id, stage);

CREATE TABLE note (
  id IDENTITY,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  audience TEXT NOT NULL,
  body TEXT NOT NULL,
  author_id BIGINT,
  author TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX note_case ON note (case_id, id);
