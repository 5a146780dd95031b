//! The reason of a match in one sentence, and what it rests on, from the explanation that is kept with the finding.

use serde_json::Value;
use words::Words;

/// Names that feeds and score sources write in capitals.
const ACRONYMS: [&str; 9] = ["cna", "cve", "epss", "euvd", "ghsa", "jvn", "kev", "nvd", "osv"];

/// Why a record meets a component, for a row of a table.
#[derive(Default)]
pub(crate) struct Reason {
    /// The claim that met, in one sentence.
    pub(crate) sentence: String,
    /// The name that met and the scheme that ordered the versions, as they are: small text beside the sentence.
    pub(crate) basis: String,
}

impl Reason {
    /// Reads the explanation of a verdict.
    pub(crate) fn of(w: Words, verdict: &Value) -> Self {
        let explanation = &verdict["explanation"];
        let identity = explanation["identity"].as_str().or_else(|| explanation["statement"]["key"].as_str()).unwrap_or("");
        let scheme = explanation["range"].as_str().and_then(|_| explanation["scheme"].as_str()).unwrap_or("");
        // A name that another one led to is shown beside it.
        let joined = explanation["joined_by"].as_str().and_then(|_| explanation["statement"]["key"].as_str()).unwrap_or("");
        let parts = [short_cpe(identity), joined, scheme];
        let basis = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let mut sentence = sentence(w, verdict);
        for note in notes(explanation) {
            sentence.push_str(w.pick("", " "));
            sentence.push_str(w.reason_note(note));
        }
        Self { sentence, basis }
    }

    /// The same for the text kept in the ledger.
    pub(crate) fn kept(w: Words, kept: &str) -> Self {
        serde_json::from_str(kept).map_or_else(|_| Self::default(), |verdict: Value| Self::of(w, &verdict))
    }

    /// Both in one text, for readers without a page.
    pub(crate) fn in_one(self) -> String {
        if self.basis.is_empty() { self.sentence } else { format!("{} ({})", self.sentence, self.basis) }
    }
}

/// What lowers the confidence and a reader should know of.
fn notes(explanation: &Value) -> Vec<&str> {
    let lowered = explanation["lowered"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let ignored = explanation["said"]["says"].as_str().filter(|says| *says == "ignored");
    lowered.filter(|why| matches!(*why, "derived" | "context" | "contradicted")).chain(ignored).collect()
}

fn sentence(w: Words, verdict: &Value) -> String {
    let explanation = &verdict["explanation"];
    match verdict["outcome"].as_str() {
        Some("out") => return why_not(w, explanation),
        Some("unknown") => return w.reason_unknown(verdict["reason"].as_str().unwrap_or_default()).to_owned(),
        _ => {}
    }
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let record = text(&explanation["statement"]["record"]);
    let source = feed_name(&text(&explanation["statement"]["source"]));
    if let Some(range) = explanation["range"].as_str() {
        return w.reason_range(range, &record, &source, text(&explanation["version"]));
    }
    if let Some(named) = explanation["named_version"].as_str() {
        return w.reason_named(&record, &source, named);
    }
    if explanation["default_status"].is_string() {
        return w.reason_default(&record, &source);
    }
    w.reason_other(&record, &source)
}

/// Why a record that names the component does not hold of it: the step that failed.
fn why_not(w: Words, explanation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let record = text(&explanation["statement"]["record"]);
    let source = feed_name(&text(&explanation["statement"]["source"]));
    match explanation["step"].as_str().unwrap_or_default() {
        "identity" => w.reason_identity(&record, &source),
        "distro" => w.reason_distro(text(&explanation["distro"]["component"]), &record, &source, text(&explanation["distro"]["stated"])),
        "context" => w.reason_parts(&record, &source),
        "said" => {
            format!("{} ({})", w.reason_said(explanation["said"]["says"].as_str().unwrap_or_default()), text(&explanation["said"]["by"]))
        }
        _ => match (explanation["range"].as_str(), explanation["nearest"].as_str()) {
            (Some(range), _) => w.reason_unaffected(range, &record, &source, text(&explanation["version"])),
            (None, nearest) => {
                let outside = w.reason_outside(&record, &source, text(&explanation["version"]));
                nearest.map_or(outside.clone(), |nearest| format!("{outside}{}{}", w.pick("", " "), w.reason_nearest(nearest)))
            }
        },
    }
}

/// A CPE without the parts at its end that say nothing.
fn short_cpe(name: &str) -> &str {
    if !name.starts_with("cpe:2.3:") {
        return name;
    }
    let mut short = name;
    while let Some(shorter) = short.strip_suffix(":*") {
        short = shorter;
    }
    short
}

/// The key of a feed as people write it: `cve` is CVE.
pub(crate) fn feed_name(key: &str) -> String {
    if ACRONYMS.contains(&key) { key.to_ascii_uppercase() } else { key.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_cpe_keeps_what_it_says() {
        assert_eq!(short_cpe("cpe:2.3:a:acme:lib:1.2:*:*:*:*:*:*:*"), "cpe:2.3:a:acme:lib:1.2");
        assert_eq!(short_cpe("cpe:2.3:a:acme:lib:*:*:*:*:*:x86:*:*"), "cpe:2.3:a:acme:lib:*:*:*:*:*:x86");
        assert_eq!(short_cpe("pkg:npm/a@1"), "pkg:npm/a@1");
    }

    #[test]
    fn why_not_names_the_step_that_failed() {
        let verdict = |explanation: Value| {
            let mut all = json!({ "statement": { "record": "CVE-1900-1", "source": "cve" }, "version": "3", "identity": "pkg:npm/a@3" });
            for (key, value) in explanation.as_object().unwrap() {
                all[key] = value.clone();
            }
            json!({ "outcome": "out", "explanation": all })
        };
        for lang in [words::Lang::Ja, words::Lang::En] {
            let of = |explanation| Reason::of(lang.words(), &verdict(explanation)).sentence;
            assert!(of(json!({ "step": "entries", "nearest": "< 2" })).contains("< 2"));
            assert!(of(json!({ "step": "entries", "range": ">= 3", "status": "unaffected" })).contains(">= 3"));
            assert!(of(json!({ "step": "said", "said": { "says": "fixed", "by": "fix.patch" } })).contains("fix.patch"));
            assert!(of(json!({ "step": "distro", "distro": { "stated": "debian:12", "component": "debian:11" } })).contains("debian:11"));
            assert!(of(json!({ "step": "context" })).contains("CVE-1900-1"));
            let unknown = json!({ "outcome": "unknown", "reason": "git_only", "explanation": {} });
            assert_ne!(Reason::of(lang.words(), &unknown).sentence, "–");
        }
    }

    #[test]
    fn the_sentence_names_claim_and_range_and_the_basis_names_the_component() {
        let verdict = json!({ "explanation": {
            "statement": { "record": "CVE-1900-1", "source": "cve" }, "identity": "pkg:npm/a@1", "range": "< 2", "version": "1", "scheme": "npm",
        } });
        for lang in [words::Lang::Ja, words::Lang::En] {
            let reason = Reason::of(lang.words(), &verdict);
            for part in ["CVE-1900-1", "< 2"] {
                assert!(reason.sentence.contains(part), "{}", reason.sentence);
            }
            assert_eq!(reason.basis, "pkg:npm/a@1 · npm");
            assert!(reason.in_one().ends_with("(pkg:npm/a@1 · npm)"));
        }
    }
}
