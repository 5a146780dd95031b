//! Holds documents against the JSON schemas that their standards publish: CycloneDX 1.2 to 1.7, SPDX 2.2 and 2.3, CVE 5, OSV 1 and
//! OpenVEX 0.2. CSAF has checks of its own in `formats`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod load;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use std::sync::LazyLock;

/// Bytes of a document that is looked at; the tree of a document takes about ten times its size.
pub const BYTES_MAX: usize = 16 * 1024 * 1024;
/// Places that are listed.
pub const FAULTS_MAX: usize = 200;
/// Values of a document all of whose faults are listed; of a larger one that breaks its schema the first is.
pub const ELEMENTS_MAX: usize = 250_000;
/// Choices between forms that are followed into each other.
const CHOICES_MAX: usize = 4;
/// Characters of a sentence about a place.
const SENTENCE_MAX: usize = 300;

/// A schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schema {
    /// CycloneDX 1.2.
    CycloneDx12,
    /// CycloneDX 1.3.
    CycloneDx13,
    /// CycloneDX 1.4.
    CycloneDx14,
    /// CycloneDX 1.5.
    CycloneDx15,
    /// CycloneDX 1.6.
    CycloneDx16,
    /// CycloneDX 1.7.
    CycloneDx17,
    /// SPDX 2.2.
    Spdx22,
    /// SPDX 2.3.
    Spdx23,
    /// CVE record 5.0 to 5.2.
    Cve5,
    /// OSV 1.x.
    Osv,
    /// OpenVEX 0.2.
    OpenVex,
}

/// A place that does not follow the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Code of the family, such as `schema.cyclonedx`.
    pub code: &'static str,
    /// JSON pointer.
    pub pointer: String,
    /// What the schema says of it, in English; values are not repeated.
    pub detail: String,
}

impl Schema {
    /// Every schema.
    pub const ALL: [Self; 11] = [
        Self::CycloneDx12,
        Self::CycloneDx13,
        Self::CycloneDx14,
        Self::CycloneDx15,
        Self::CycloneDx16,
        Self::CycloneDx17,
        Self::Spdx22,
        Self::Spdx23,
        Self::Cve5,
        Self::Osv,
        Self::OpenVex,
    ];

    /// The schema that a document claims to follow; none when we have none for it.
    #[must_use]
    pub fn of(document: &Value) -> Option<Self> {
        let text = |key: &str| document.get(key).and_then(Value::as_str).unwrap_or("");
        if text("bomFormat") == "CycloneDX" {
            return match text("specVersion") {
                "1.2" => Some(Self::CycloneDx12),
                "1.3" => Some(Self::CycloneDx13),
                "1.4" => Some(Self::CycloneDx14),
                "1.5" => Some(Self::CycloneDx15),
                "1.6" => Some(Self::CycloneDx16),
                "1.7" => Some(Self::CycloneDx17),
                _ => None,
            };
        }
        match (text("spdxVersion"), text("dataType"), text("@context")) {
            ("SPDX-2.2", ..) => Some(Self::Spdx22),
            ("SPDX-2.3", ..) => Some(Self::Spdx23),
            (_, "CVE_RECORD", _) => Some(Self::Cve5),
            (.., context) if context.starts_with("https://openvex.dev/ns/v0.2") => Some(Self::OpenVex),
            _ => (!text("id").is_empty() && !text("modified").is_empty()).then_some(Self::Osv),
        }
    }

    /// Code of its faults.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CycloneDx12 | Self::CycloneDx13 | Self::CycloneDx14 | Self::CycloneDx15 | Self::CycloneDx16 | Self::CycloneDx17 => {
                "schema.cyclonedx"
            }
            Self::Spdx22 | Self::Spdx23 => "schema.spdx",
            Self::Cve5 => "schema.cve",
            Self::Osv => "schema.osv",
            Self::OpenVex => "schema.openvex",
        }
    }
}

/// Each schema is made ready when it is first asked for.
static READY: [LazyLock<Option<Validator>>; 11] = [
    LazyLock::new(|| load::validator(Schema::CycloneDx12)),
    LazyLock::new(|| load::validator(Schema::CycloneDx13)),
    LazyLock::new(|| load::validator(Schema::CycloneDx14)),
    LazyLock::new(|| load::validator(Schema::CycloneDx15)),
    LazyLock::new(|| load::validator(Schema::CycloneDx16)),
    LazyLock::new(|| load::validator(Schema::CycloneDx17)),
    LazyLock::new(|| load::validator(Schema::Spdx22)),
    LazyLock::new(|| load::validator(Schema::Spdx23)),
    LazyLock::new(|| load::validator(Schema::Cve5)),
    LazyLock::new(|| load::validator(Schema::Osv)),
    LazyLock::new(|| load::validator(Schema::OpenVex)),
];

/// Lists where a document does not follow the schema that it claims. None when it is no JSON, larger than [`BYTES_MAX`], or of a form
/// whose schema we do not have.
#[must_use]
pub fn check(bytes: &[u8]) -> Option<(Schema, Vec<Fault>)> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let schema = Schema::of(&document)?;
    Some((schema, faults(&document, schema)?))
}

/// Lists where a document does not follow a schema. None when the schema itself is damaged, which a test rules out.
#[must_use]
pub fn faults(document: &Value, schema: Schema) -> Option<Vec<Fault>> {
    let validator = READY.get(schema as usize)?.as_ref()?;
    // A valid document, which is the usual one, is passed by the quicker way.
    if validator.is_valid(document) {
        return Some(Vec::new());
    }
    let mut faults = Vec::new();
    if elements(document) > ELEMENTS_MAX {
        // All faults of a document are gathered before the first is seen; of a large one, the first must do.
        validator.validate(document).err().iter().for_each(|error| explain(error, schema.code(), CHOICES_MAX, &mut faults));
        faults.iter_mut().for_each(|fault| fault.detail.push_str("; the document is large, further places are not listed"));
        return Some(faults);
    }
    for error in validator.iter_errors(document) {
        explain(&error, schema.code(), CHOICES_MAX, &mut faults);
        if faults.len() >= FAULTS_MAX {
            break;
        }
    }
    Some(faults)
}

/// Values in a document, counted up to [`ELEMENTS_MAX`]. Invariant: recursion follows its nesting, which the reader of JSON bounds at 128.
fn elements(value: &Value) -> usize {
    let mut sum = 1;
    let inner: &mut dyn Iterator<Item = &Value> = match value {
        Value::Array(items) => &mut items.iter(),
        Value::Object(members) => &mut members.values(),
        _ => &mut std::iter::empty(),
    };
    while let Some(value) = inner.next()
        && sum <= ELEMENTS_MAX
    {
        sum += elements(value);
    }
    sum
}

/// Writes down an error. Where none of several forms fits, the form that comes closest tells more than that none did: the one whose first
/// fault lies deepest, and of those the one with the fewest.
fn explain(error: &ValidationError<'_>, code: &'static str, choices: usize, faults: &mut Vec<Fault>) {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } = error.kind()
        && choices > 0
        && let Some(closest) =
            context.iter().filter(|form| !form.is_empty()).max_by_key(|form| (depth(form), std::cmp::Reverse(form.len())))
        && depth(closest) >= error.instance_path().as_str().matches('/').count()
    {
        closest.iter().take(FAULTS_MAX.saturating_sub(faults.len())).for_each(|error| explain(error, code, choices - 1, faults));
        return;
    }
    if faults.len() >= FAULTS_MAX {
        return;
    }
    if let ValidationErrorKind::Required { property } = error.kind()
        && let Some(key) = property.as_str()
    {
        let key = key.replace('~', "~0").replace('/', "~1");
        faults.push(Fault { code, pointer: format!("{}/{key}", error.instance_path()), detail: "missing".to_owned() });
    } else {
        let detail = error.masked_with("the value").to_string().chars().take(SENTENCE_MAX).collect();
        faults.push(Fault { code, pointer: error.instance_path().to_string(), detail });
    }
}

/// Steps down to the deepest fault of a form.
fn depth(form: &[ValidationError<'_>]) -> usize {
    form.iter().map(|error| error.instance_path().as_str().matches('/').count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_can_be_made_ready_and_stands_at_its_place() {
        for (at, schema) in Schema::ALL.into_iter().enumerate() {
            assert_eq!(schema as usize, at);
            assert!(faults(&Value::Null, schema).is_some_and(|faults| !faults.is_empty()), "{schema:?}");
        }
    }

    #[test]
    fn a_fault_has_its_place_and_does_not_repeat_what_it_is_about() {
        let secret = "x".repeat(5_000);
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{{"type": "{secret}", "name": "a"}}]}}"#
        );
        let (schema, faults) = check(text.as_bytes()).unwrap();
        assert_eq!(schema, Schema::CycloneDx16);
        assert!(faults.iter().any(|fault| fault.pointer == "/components/0/type" && fault.code == "schema.cyclonedx"), "{faults:?}");
        assert!(faults.iter().all(|fault| fault.detail.chars().count() <= SENTENCE_MAX && !fault.detail.contains("xxxxx")), "{faults:?}");
    }

    #[test]
    fn of_a_large_document_the_first_fault_is_told() {
        let many = vec!["1"; ELEMENTS_MAX + 1].join(",");
        let text = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{many}]}}"#);
        let (_, faults) = check(text.as_bytes()).unwrap();
        assert!(faults.len() == 1 && faults[0].detail.contains("not listed"), "{faults:?}");
    }

    #[test]
    fn what_has_no_schema_is_left_alone() {
        for text in [&b"[]"[..], b"{", b"hello", b"{}", br#"{"bomFormat": "CycloneDX", "specVersion": "9.9"}"#] {
            assert!(check(text).is_none());
        }
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(check(deep.as_bytes()).is_none());
    }
}
