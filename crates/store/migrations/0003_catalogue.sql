CREATE TABLE product (
  id IDENTITY,
  division_id BIGINT NOT NULL REFERENCES division(id),
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  exposure TEXT NOT NULL,
  listed BIGINT NOT NULL,
  owner_id BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX product_division ON product (division_id);
CREATE INDEX product_name ON product (LOWER(name));

CREATE TABLE release (
  id IDENTITY,
  product_id BIGINT NOT NULL REFERENCES product(id),
  version TEXT NOT NULL,
  released_at BIGINT,
  support_until BIGINT,
  created_at BIGINT NOT NULL,
  UNIQUE (product_id, version)
);

CREATE TABLE sbom (
  id IDENTITY,
  release_id BIGINT NOT NULL REFERENCES release(id),
  digest TEXT NOT NULL,
  format TEXT NOT NULL,
  bytes BYTES NOT NULL,
  components BIGINT NOT NULL,
  matchable BIGINT NOT NULL,
  candidates BIGINT NOT NULL,
  problems TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  replaced_at BIGINT
);
CREATE INDEX sbom_release ON sbom (release_id, replaced_at);

CREATE TABLE component (
  id IDENTITY,
  sbom_id BIGINT NOT NULL REFERENCES sbom(id),
  release_id BIGINT NOT NULL,
  ref TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT,
  purl TEXT,
  cpe TEXT,
  supplier TEXT,
  kind TEXT NOT NULL,
  unmatchable TEXT
);
CREATE INDEX component_release ON component (release_id);

CREATE TABLE component_key (
  key TEXT NOT NULL,
  component_id BIGINT NOT NULL REFERENCES component(id),
  release_id BIGINT NOT NULL,
  PRIMARY KEY (key, component_id)
);
CREATE INDEX component_key_component ON component_key (component_id);
CREATE INDEX component_key_release ON component_key (release_id);

CREATE TABLE vulnerability (
  id TEXT NOT NULL PRIMARY KEY,
  title_ja TEXT,
  title_en TEXT,
  severity TEXT NOT NULL,
  score BIGINT,
  vector TEXT,
  kev_at TEXT,
  epss BIGINT,
  origin TEXT NOT NULL,
  modified TEXT,
  updated_at BIGINT NOT NULL
);

CREATE TABLE finding (
  id IDENTITY,
  release_id BIGINT NOT NULL REFERENCES release(id),
  vuln_id TEXT NOT NULL REFERENCES vulnerability(id),
  component_name TEXT NOT NULL,
  component_version TEXT NOT NULL,
  component_key TEXT NOT NULL,
  class TEXT NOT NULL,
  explanation TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  resurfaced_at BIGINT,
  closed_at BIGINT,
  close_reason TEXT,
  UNIQUE (release_id, vuln_id, component_key)
);
CREATE INDEX finding_vuln ON finding (vuln_id, closed_at);

CREATE TABLE assessment (
  id IDENTITY,
  vuln_id TEXT NOT NULL,
  release_id BIGINT NOT NULL REFERENCES release(id),
  status TEXT NOT NULL,
  justification TEXT,
  statement TEXT NOT NULL,
  action TEXT NOT NULL,
  evidence TEXT NOT NULL,
  next_update_at BIGINT,
  case_id BIGINT,
  decided_by BIGINT,
  decided_name TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  superseded_at BIGINT
);
CREATE INDEX assessment_current ON assessment (vuln_id, release_id, superseded_at);
CREATE INDEX assessment_release ON assessment (release_id, superseded_at);
