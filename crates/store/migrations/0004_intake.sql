CREATE TABLE report (
  id IDENTITY,
  number TEXT NOT NULL UNIQUE,
  public_ref TEXT NOT NULL UNIQUE,
  code_hash BYTES NOT NULL UNIQUE,
  state TEXT NOT NULL,
  lang TEXT NOT NULL,
  source TEXT NOT NULL,
  product TEXT NOT NULL,
  product_id BIGINT,
  version TEXT NOT NULL,
  description TEXT NOT NULL,
  impact TEXT NOT NULL,
  exploited BIGINT NOT NULL,
  already_public BIGINT NOT NULL,
  credit TEXT NOT NULL,
  mail TEXT NOT NULL,
  wished_at BIGINT,
  removed_chars BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  acknowledged_at BIGINT,
  ack_due_at BIGINT NOT NULL,
  case_id BIGINT,
  duplicate_of BIGINT,
  ruling_reason TEXT NOT NULL,
  assigned_id BIGINT,
  changed_at BIGINT NOT NULL
);
CREATE INDEX report_state ON report (state, received_at);
CREATE INDEX report_case ON report (case_id);

CREATE TABLE attachment (
  id IDENTITY,
  report_id BIGINT NOT NULL REFERENCES report(id),
  name TEXT NOT NULL,
  claimed_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest TEXT NOT NULL,
  bytes BYTES NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX attachment_report ON attachment (report_id);

CREATE TABLE message (
  id IDENTITY,
  report_id BIGINT NOT NULL REFERENCES report(id),
  direction TEXT NOT NULL,
  author TEXT NOT NULL,
  person_id BIGINT,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX message_report ON message (report_id, id);
