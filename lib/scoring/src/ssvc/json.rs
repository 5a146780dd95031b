//! Selection lists: the JSON of SSVC 2.x (`SelectionList_2_0_0`), and the older form with `options` that CVE records carry.

use super::path::Path;
use super::time::is_time;
use super::vector::is_key;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Bytes of a list that is read, at most.
pub const JSON_BYTES_MAX: usize = 1024 * 1024;

/// Faults that are named, at most.
const FAULTS_MAX: usize = 100;

const SCHEMA_VERSION: &str = "2.0.0";

/// A fault of a list, with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{pointer}`: {what}")]
pub struct JsonFault {
    /// JSON pointer; empty for the whole document.
    pub pointer: String,
    /// What is wrong.
    pub what: String,
}

/// Answers to decision points, as others exchange them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectionList {
    /// When it was decided, by RFC 3339.
    pub timestamp: String,
    /// `2.0.0`.
    #[serde(rename = "schemaVersion")]
    pub schema_version: String,
    /// What was assessed, such as CVE ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_ids: Option<Vec<String>>,
    /// The answers.
    pub selections: Vec<Selection>,
    /// Where the points are explained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_point_resources: Option<Vec<Reference>>,
    /// What the answers rest on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<Vec<Reference>>,
}

/// A point with the values that are still possible; one value is a definite answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Namespace of the point, such as `ssvc`.
    pub namespace: String,
    /// Key of the point, such as `E`.
    pub key: String,
    /// Version of the point, such as `1.1.0`.
    pub version: String,
    /// Name of the point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the point means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// Its values.
    pub values: Vec<SelectedValue>,
}

/// A value that was selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectedValue {
    /// Key of the value, such as `A`.
    pub key: String,
    /// Name of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the value means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
}

/// A page with more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Where.
    pub uri: String,
    /// What is there.
    pub summary: String,
}

impl SelectionList {
    /// Reads a list.
    ///
    /// ```
    /// use scoring::ssvc::{SelectionList, table};
    ///
    /// let json = r#"{"timestamp": "2026-11-24T09:00:00Z", "schemaVersion": "2.0.0", "selections": [
    ///     {"namespace": "ssvc", "key": "E", "version": "1.1.0", "values": [{"key": "A"}]},
    ///     {"namespace": "ssvc", "key": "A", "version": "2.0.0", "values": [{"key": "Y"}, {"key": "N"}]}]}"#;
    /// let list = SelectionList::read(json.as_bytes()).unwrap();
    /// let open: Vec<_> = table("DT_CO").unwrap().possible(&list.pairs()).into_iter().map(|a| a.name_en).collect();
    /// assert_eq!(open, ["Track", "Attend", "Act"]);
    /// ```
    ///
    /// # Errors
    /// What is against the schema: the first fault of the form, or all faults of the content. Of a namespace length and letters
    /// are looked at, not its whole grammar.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<JsonFault>> {
        let list: Self = parse(bytes)?;
        let faults = list.faults();
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// Writes the list.
    #[must_use]
    pub fn to_json(&self) -> Value {
        // Invariant: texts and lists of texts always have a JSON form.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The answers as a table takes them. A point with several values stands once for each: for [`super::Table::possible`].
    #[must_use]
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.selections.iter().flat_map(|s| s.values.iter().map(|value| (s.key.as_str(), value.key.as_str()))).collect()
    }

    /// Points with more than one value, by key: with them a table has no single answer.
    #[must_use]
    pub fn undecided(&self) -> Vec<&str> {
        self.selections.iter().filter(|selection| selection.values.len() > 1).map(|selection| selection.key.as_str()).collect()
    }

    fn faults(&self) -> Vec<JsonFault> {
        let mut faults = Vec::new();
        let mut check = |good: bool, pointer: String, what: &str| {
            if !good && faults.len() < FAULTS_MAX {
                faults.push(JsonFault { pointer, what: what.to_owned() });
            }
        };
        check(is_time(&self.timestamp), "/timestamp".into(), "expected an instant by RFC 3339");
        check(self.schema_version == SCHEMA_VERSION, "/schemaVersion".into(), "expected 2.0.0");
        check(!self.selections.is_empty(), "/selections".into(), "expected at least one");
        if let Some(ids) = &self.target_ids {
            let mut sorted: Vec<&String> = ids.iter().collect();
            sorted.sort();
            let unique = sorted.windows(2).all(|pair| pair[0] != pair[1]);
            check(!ids.is_empty() && unique, "/target_ids".into(), "expected at least one, each once");
        }
        for (at, selection) in self.selections.iter().enumerate() {
            let place = |name: &str| format!("/selections/{at}{name}");
            check(is_namespace(&selection.namespace), place("/namespace"), "not a namespace");
            check(is_key(&selection.key), place("/key"), "expected letters and digits");
            check(is_version(&selection.version), place("/version"), "expected a semantic version");
            check(filled(&selection.name), place("/name"), "empty");
            check(filled(&selection.definition), place("/definition"), "empty");
            check(!selection.values.is_empty(), place("/values"), "expected at least one");
            for (nth, value) in selection.values.iter().enumerate() {
                check(is_key(&value.key), place(&format!("/values/{nth}/key")), "expected letters and digits");
                check(filled(&value.name), place(&format!("/values/{nth}/name")), "empty");
                check(filled(&value.definition), place(&format!("/values/{nth}/definition")), "empty");
            }
        }
        for (name, references) in [("decision_point_resources", &self.decision_point_resources), ("references", &self.references)] {
            let Some(references) = references else { continue };
            check(!references.is_empty(), format!("/{name}"), "expected at least one");
            for (at, reference) in references.iter().enumerate() {
                check(is_uri(&reference.uri), format!("/{name}/{at}/uri"), "expected an address");
            }
        }
        faults
    }
}

impl Path {
    /// The answers and, as the last selection, the decision. `timestamp` is an instant by RFC 3339.
    ///
    /// # Errors
    /// What of the timestamp or the targets is against the schema.
    pub fn selection_list(&self, timestamp: &str, targets: &[&str]) -> Result<SelectionList, Vec<JsonFault>> {
        let decision = (self.table().outcome, self.outcome());
        let answers = self.steps().into_iter().map(|step| (step.point, step.answer)).chain([decision]);
        let selections = answers.map(|(point, answer)| Selection {
            namespace: point.namespace.to_owned(),
            key: point.key.to_owned(),
            version: point.version.to_owned(),
            name: Some(point.name_en.to_owned()),
            definition: None,
            values: vec![SelectedValue { key: answer.key.to_owned(), name: Some(answer.name_en.to_owned()), definition: None }],
        });
        let list = SelectionList {
            timestamp: timestamp.to_owned(),
            schema_version: SCHEMA_VERSION.to_owned(),
            target_ids: (!targets.is_empty()).then(|| targets.iter().map(|id| (*id).to_owned()).collect()),
            selections: selections.collect(),
            decision_point_resources: None,
            references: None,
        };
        let faults = list.faults();
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }
}

/// The older form: answers by name, as CISA adds them to CVE records.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Computed {
    /// What was assessed.
    pub id: String,
    /// When it was decided, as written.
    pub timestamp: String,
    /// Who decides in this way, such as `CISA Coordinator`.
    pub role: String,
    /// Version of SSVC and of the table, such as `2.0.3`.
    pub version: String,
    /// Each an object of one point with its value.
    pub options: Vec<Value>,
}

impl Computed {
    /// Reads an object with `id`, `timestamp`, `role`, `version` and `options`; other members are passed over.
    ///
    /// # Errors
    /// The first fault of the form.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<JsonFault>> {
        parse(bytes)
    }

    /// The answers as a table takes them; several values of a point stand once each.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        let options = self.options.iter().filter_map(Value::as_object).flatten();
        options
            .flat_map(|(point, value)| {
                let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                values.iter().filter_map(Value::as_str).map(move |value| (point.as_str(), value))
            })
            .collect()
    }
}

fn parse<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, Vec<JsonFault>> {
    let fault = |what: String| vec![JsonFault { pointer: String::new(), what }];
    if bytes.len() > JSON_BYTES_MAX {
        return Err(fault(format!("{} bytes, at most {JSON_BYTES_MAX}", bytes.len())));
    }
    serde_json::from_slice(bytes).map_err(|source| fault(source.to_string().chars().take(200).collect()))
}

fn filled(text: &Option<String>) -> bool {
    text.as_ref().is_none_or(|text| !text.is_empty())
}

fn is_namespace(text: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || b".-/#$_".contains(&byte);
    (3..=1_000).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(letters)
}

fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    let more = text[core.len()..].bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte));
    core.split('.').count() == 3 && core.split('.').all(number) && more && !text.ends_with(['-', '+', '.'])
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, rest)| (scheme, !rest.is_empty()));
    scheme.is_some_and(|(scheme, rest)| rest && scheme.starts_with(|c: char| c.is_ascii_alphabetic()))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    fn list() -> SelectionList {
        let path = table("DT_SP").unwrap().walk(&[("E", "P"), ("U", "L"), ("TI", "P"), ("PSI", "S")]).unwrap();
        path.selection_list("2026-11-24T09:00:00Z", &["CVE-1900-0001"]).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let list = list();
        let json = list.to_json();
        assert_eq!(json["selections"][4]["values"][0]["name"], "Out-of-Cycle");
        assert_eq!(json["schemaVersion"], "2.0.0");
        assert_eq!(SelectionList::read(json.to_string().as_bytes()), Ok(list.clone()));
        let again = table("DT_SP").unwrap().walk(&list.pairs()).unwrap();
        assert_eq!((again.outcome().key, list.undecided().len()), ("O", 0));
    }

    #[test]
    fn every_fault_is_named_with_its_place() {
        let mut list = list();
        list.timestamp = "yesterday".into();
        list.schema_version = "1.0".into();
        list.target_ids = Some(vec!["A".into(), "B".into(), "A".into()]);
        list.selections[0].namespace = "S".into();
        list.selections[1].version = "1.01.0".into();
        list.selections[2].values.clear();
        list.selections[3].values[0].key = "_".into();
        list.references = Some(vec![Reference { uri: "no address".into(), summary: String::new() }]);
        let faults = SelectionList::read(list.to_json().to_string().as_bytes()).unwrap_err();
        let places: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(
            places,
            [
                "/timestamp",
                "/schemaVersion",
                "/target_ids",
                "/selections/0/namespace",
                "/selections/1/version",
                "/selections/2/values",
                "/selections/3/values/0/key",
                "/references/0/uri"
            ]
        );
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for bytes in [&b""[..], b"[]", b"{}", b"\xFF", br#"{"timestamp":1}"#] {
            assert_eq!(SelectionList::read(bytes).unwrap_err().len(), 1);
        }
        let mut json = list().to_json();
        json["more"] = "x".into();
        assert!(SelectionList::read(json.to_string().as_bytes()).unwrap_err()[0].what.contains("more"));
        assert!(SelectionList::read(&vec![b' '; JSON_BYTES_MAX + 1]).unwrap_err()[0].what.contains("at most"));
        assert!(SelectionList::read("[".repeat(100_000).as_bytes()).is_err());
    }

    #[test]
    fn the_older_form_answers_by_name() {
        let json = r#"{"id": "CVE-1900-0001", "timestamp": "2024-10-01T00:00:00.000Z", "role": "CISA Coordinator", "version": "2.0.3",
            "options": [{"Exploitation": "poc"}, {"Automatable": "no"}, {"Technical Impact": "total"}]}"#;
        let computed = Computed::read(json.as_bytes()).unwrap();
        assert_eq!(computed.pairs(), [("Exploitation", "poc"), ("Automatable", "no"), ("Technical Impact", "total")]);
        let open: Vec<_> = table("DT_CO").unwrap().possible(&computed.pairs()).into_iter().map(|a| a.key).collect();
        assert_eq!(open, ["T", "T*", "AT"]);
    }
}
