ALTER TABLE report ADD COLUMN snoozed_until BIGINT;

CREATE TABLE ruling (
  id IDENTITY,
  report_id BIGINT NOT NULL REFERENCES report(id),
  state_before TEXT NOT NULL,
  state_after TEXT NOT NULL,
  case_before BIGINT,
  ruled_by TEXT NOT NULL,
  ruled_at BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE INDEX ruling_report ON ruling (report_id, id);
