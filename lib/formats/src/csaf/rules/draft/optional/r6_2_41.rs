//! 6.2.41: what EPSS says is at most 15 days old at the newest revision.

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some((newest, _)) = doc.newest().filter(|_| doc.is_released()) else { return };
    for (place, vulnerability) in doc.vulnerabilities() {
        let stamps = list(vulnerability, "metrics").filter_map(|(at, metric)| {
            let written = text(metric.get("content")?.get("epss")?, "timestamp")?;
            Some((instant(written)?.0, at))
        });
        if let Some((youngest, at)) = stamps.max()
            && newest - youngest > DAYS_MAX * 86_400
        {
            found(format!("{place}/metrics/{at}/content/epss/timestamp"), format!("more than {DAYS_MAX} days before the newest revision"));
        }
    }
}

/// Days that a score stays fresh.
const DAYS_MAX: i64 = 15;
