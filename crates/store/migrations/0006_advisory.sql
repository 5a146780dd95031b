CREATE TABLE advisory (
  id IDENTITY,
  number TEXT NOT NULL UNIQUE,
  case_id BIGINT NOT NULL REFERENCES psirt_case(id),
  created_at BIGINT NOT NULL
);
CREATE INDEX advisory_case ON advisory (case_id);

CREATE TABLE edition (
  id IDENTITY,
  advisory_id BIGINT NOT NULL REFERENCES advisory(id),
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  tlp TEXT NOT NULL,
  title_ja TEXT NOT NULL,
  title_en TEXT NOT NULL,
  content TEXT NOT NULL,
  digest TEXT NOT NULL,
  summary TEXT NOT NULL,
  author_id BIGINT,
  author TEXT NOT NULL,
  edit BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  published_at BIGINT,
  UNIQUE (advisory_id, version)
);

CREATE TABLE approval (
  id IDENTITY,
  edition_id BIGINT NOT NULL REFERENCES edition(id),
  hat TEXT NOT NULL,
  digest TEXT NOT NULL,
  person_id BIGINT,
  person TEXT NOT NULL,
  approved_at BIGINT NOT NULL,
  void_at BIGINT
);
CREATE INDEX approval_edition ON approval (edition_id, void_at);

CREATE TABLE published_file (
  path TEXT NOT NULL,
  edition_id BIGINT NOT NULL REFERENCES edition(id),
  media TEXT NOT NULL,
  bytes BYTES NOT NULL,
  sha256 TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  current BIGINT NOT NULL,
  PRIMARY KEY (path, edition_id)
);
CREATE INDEX published_file_edition ON published_file (edition_id);
CREATE INDEX edition_published ON edition (state, published_at);

CREATE TABLE subscriber (
  id IDENTITY,
  mail TEXT NOT NULL,
  lang TEXT NOT NULL,
  product_id BIGINT,
  leave_hash BYTES NOT NULL UNIQUE,
  confirm_hash BYTES,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  left_at BIGINT
);
CREATE INDEX subscriber_product ON subscriber (product_id);
