//! The reason of a match in one sentence, from the explanation that is kept with the finding.

use serde_json::Value;
use words::Words;

/// Says in one sentence why a record meets a component.
pub(crate) fn sentence(w: Words, verdict: &Value) -> String {
    let explanation = &verdict["explanation"];
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let record = text(&explanation["statement"]["record"]);
    let source = text(&explanation["statement"]["source"]);
    let identity = explanation["identity"].as_str().map_or_else(|| text(&explanation["statement"]["key"]), str::to_owned);
    let version = text(&explanation["version"]);
    let scheme = text(&explanation["scheme"]);
    if let Some(range) = explanation["range"].as_str() {
        return w.reason_range(&identity, range, &record, &scheme, &source, &version);
    }
    if let Some(named) = explanation["named_version"].as_str() {
        return w.reason_named(&identity, &record, &source, named);
    }
    if explanation["default_status"].is_string() {
        return w.reason_default(&identity, &record, &source);
    }
    w.reason_other(&identity, &record, &source)
}

/// The same for the text kept in the ledger.
pub(crate) fn sentence_of(w: Words, kept: &str) -> String {
    serde_json::from_str(kept).map_or_else(|_| String::new(), |verdict: Value| sentence(w, &verdict))
}
