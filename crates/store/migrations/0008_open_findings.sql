CREATE INDEX finding_open ON finding (vuln_id, release_id, opened_at) WHERE closed_at IS NULL;
