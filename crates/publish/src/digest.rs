//! The digest of what approvers approve: every word in all languages and every row, but no instant of publication.

use crate::facts::AdvisoryFacts;
use sha2::{Digest, Sha256};

/// SHA-256 in hex over the words, rows, scores, thanks and the summaries of changes.
///
/// Two editions have the same digest exactly when a reader sees the same words. When it goes out plays no part, because that
/// is not known while it is approved; the organisation's own name and address play none, because they belong to the house.
#[must_use]
pub fn content_digest(facts: &AdvisoryFacts) -> String {
    let mut canon = Canon(Sha256::new());
    canon.field("form", "hinomi advisory 1");
    canon.field("number", &facts.number);
    canon.field("version", &facts.version);
    canon.field("tlp", facts.tlp.key());
    canon.field("withdrawn", if facts.withdrawn { "yes" } else { "no" });
    canon.field("csaf_lang", facts.csaf_lang.tag());
    for (lang, sections) in [("ja", &facts.ja), ("en", &facts.en)] {
        for (name, text) in sections.parts() {
            canon.field(&format!("{lang}.{name}"), text);
        }
    }
    canon.count("revisions", facts.revisions.len());
    for revision in &facts.revisions {
        canon.fields(&[("version", &revision.version), ("summary_ja", &revision.summary_ja), ("summary_en", &revision.summary_en)]);
    }
    canon.count("products", facts.products.len());
    for row in &facts.products {
        canon.fields(&[
            ("product", &row.product),
            ("product_name", &row.product_name),
            ("version", &row.version),
            ("vulnerability", row.vulnerability.as_deref().unwrap_or("")),
            ("status", row.status.key()),
            ("justification", row.justification.map_or("", |why| why.key())),
            ("statement", &row.statement),
            ("fix_version", &row.fix_version),
            ("delivery", row.delivery.key()),
            ("no_fix", if row.no_fix { "yes" } else { "no" }),
            ("mitigation", &row.mitigation),
            ("action", &row.action),
        ]);
    }
    canon.count("vulnerabilities", facts.vulnerabilities.len());
    for vulnerability in &facts.vulnerabilities {
        canon.fields(&[
            ("id", &vulnerability.id),
            ("title_ja", &vulnerability.title_ja),
            ("title_en", &vulnerability.title_en),
            ("cvss31", vulnerability.cvss31.as_ref().map_or("", |(vector, _)| vector)),
            ("cvss40", vulnerability.cvss40.as_ref().map_or("", |(vector, _)| vector)),
            ("cwe", vulnerability.cwe.as_deref().unwrap_or("")),
        ]);
    }
    canon.count("credits", facts.credits.len());
    for credit in &facts.credits {
        canon.fields(&[("name", &credit.name), ("organization", &credit.organization)]);
    }
    hex(&canon.0.finalize())
}

/// Writes fields as `name:length:bytes`, so that no two different contents give the same stream.
struct Canon(Sha256);

impl Canon {
    fn field(&mut self, name: &str, value: &str) {
        self.0.update(format!("{name}:{}:", value.len()));
        self.0.update(value);
        self.0.update("\n");
    }

    fn fields(&mut self, fields: &[(&str, &str)]) {
        fields.iter().for_each(|(name, value)| self.field(name, value));
    }

    fn count(&mut self, name: &str, count: usize) {
        self.field(name, &count.to_string());
    }
}

/// Hex digits of a digest.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |hex, byte| hex + &format!("{byte:02x}"))
}
