//! Reads CISA's catalogue of known exploited vulnerabilities, as JSON or CSV.

use serde::Deserialize;

use crate::json;
use crate::json::lenient::{List, Object, Text};
use crate::json::trim_start;
use crate::problem::{Problem, Problems, quote};
use crate::record::{Form, KevListing, Record};

/// Largest catalogue that is read, in bytes.
pub const KEV_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Most entries that are read.
pub const KEV_ENTRIES_MAX: usize = 100_000;

/// Reads the catalogue; an entry without a CVE id or a date is left out with a problem.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    let bytes = trim_start(bytes);
    if bytes.len() > KEV_BYTES_MAX {
        problems.note("record.too_large", "", format!("{} bytes, at most {KEV_BYTES_MAX}", bytes.len()));
    } else if bytes.starts_with(b"{") {
        read_json(bytes, &mut records, &mut problems);
    } else {
        read_csv(bytes, &mut records, &mut problems);
    }
    (records, problems.into_vec())
}

#[derive(Deserialize, Default)]
struct Catalogue<'a> {
    #[serde(borrow, default)]
    vulnerabilities: List<Object<Entry<'a>>>,
}

/// One entry; the names are those of both forms.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow, default, rename = "cveID")]
    id: Text<'a>,
    #[serde(borrow, default)]
    vulnerability_name: Text<'a>,
    #[serde(borrow, default)]
    date_added: Text<'a>,
    #[serde(borrow, default)]
    short_description: Text<'a>,
    #[serde(borrow, default)]
    known_ransomware_campaign_use: Text<'a>,
    #[serde(borrow, default)]
    notes: Text<'a>,
    #[serde(borrow, default)]
    cwes: List<Text<'a>>,
}

fn read_json(bytes: &[u8], records: &mut Vec<Record>, problems: &mut Problems) {
    let catalogue: Catalogue<'_> = match json::record(bytes, String::new, problems) {
        Some(Object::Is(catalogue)) => catalogue,
        Some(_) => return problems.note("record.not_object", "", "a catalogue is an object"),
        None => return,
    };
    if !catalogue.vulnerabilities.given {
        problems.note("kev.no_entries", "/vulnerabilities", "a catalogue has a list of vulnerabilities");
    }
    for (index, item) in catalogue.vulnerabilities.items.iter().enumerate() {
        let pointer = format!("/vulnerabilities/{index}");
        if index == KEV_ENTRIES_MAX {
            return problems.note("record.too_many", pointer, format!("only the first {KEV_ENTRIES_MAX} records were read"));
        }
        match item.get() {
            Some(entry) => {
                let cwes = entry.cwes.items.iter().filter_map(Text::owned).collect();
                let field = |text: &Text<'_>| text.owned();
                let row = Row {
                    id: field(&entry.id),
                    name: field(&entry.vulnerability_name),
                    added: field(&entry.date_added),
                    description: field(&entry.short_description),
                    ransomware: field(&entry.known_ransomware_campaign_use),
                    notes: field(&entry.notes),
                    cwes,
                };
                records.extend(row.record(&pointer, problems));
            }
            None => problems.note("kev.bad_entry", pointer, "an entry is an object"),
        }
    }
}

fn read_csv(bytes: &[u8], records: &mut Vec<Record>, problems: &mut Problems) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return problems.note("kev.bad_row", "line 1", error.to_string()),
    };
    let column = |name: &str| headers.iter().position(|header| header.trim() == name);
    let Some(id) = column("cveID") else {
        return problems.note("kev.no_entries", "line 1", "a column `cveID` is expected");
    };
    let columns = ["vulnerabilityName", "dateAdded", "shortDescription", "knownRansomwareCampaignUse", "notes", "cwes"].map(column);
    let mut row = csv::StringRecord::new();
    let (mut line, mut counted) = (1, 0);
    loop {
        // The reader may stand before the line feed of the row before, so lines are counted here.
        let mut begin = usize::try_from(reader.position().byte()).unwrap_or(bytes.len()).min(bytes.len());
        begin += bytes[begin..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += bytes[counted..begin].iter().filter(|byte| **byte == b'\n').count();
        counted = begin;
        match reader.read_record(&mut row) {
            Ok(false) => return,
            Ok(true) if records.len() == KEV_ENTRIES_MAX => {
                return problems.note(
                    "record.too_many",
                    format!("line {line}"),
                    format!("only the first {KEV_ENTRIES_MAX} records were read"),
                );
            }
            Ok(true) => {
                let field = |at: usize| row.get(at).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
                let [name, added, description, ransomware, notes, cwes] = columns.map(|at| at.and_then(field));
                let cwes = cwes.map(|text| text.split(',').map(|cwe| cwe.trim().to_owned()).collect()).unwrap_or_default();
                let row = Row { id: field(id), name, added, description, ransomware, notes, cwes };
                records.extend(row.record(&format!("line {line}"), problems));
            }
            Err(error) => problems.note("kev.bad_row", format!("line {line}"), error.to_string()),
        }
    }
}

/// One entry of either form.
struct Row {
    id: Option<String>,
    name: Option<String>,
    added: Option<String>,
    description: Option<String>,
    ransomware: Option<String>,
    notes: Option<String>,
    cwes: Vec<String>,
}

impl Row {
    fn record(self, pointer: &str, problems: &mut Problems) -> Option<Record> {
        let Some(id) = self.id.filter(|id| id.starts_with("CVE-")) else {
            problems.note("kev.no_id", pointer, "an entry needs a CVE id");
            return None;
        };
        let Some(added) = self.added.filter(|day| is_day(day)) else {
            problems.note("kev.no_date", pointer, format!("{} needs the day when it was added", quote(&id)));
            return None;
        };
        let mut record = Record::new(id, Form::Kev);
        record.published = Some(added.clone());
        record.title = self.name;
        record.description = self.description;
        record.weaknesses = self.cwes;
        let notes = self.notes.unwrap_or_default();
        record.references = notes.split([';', ' ']).filter(|word| word.starts_with("http")).map(str::to_owned).collect();
        record.kev = Some(KevListing { added, ransomware: self.ransomware.is_some_and(|word| word == "Known") });
        Some(record)
    }
}

/// `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::record::KevListing;

    const JSON: &str = r#"{"catalogVersion":"2026.11.20","vulnerabilities":[
        {"cveID":"CVE-1900-9001","vulnerabilityName":"Demo Gateway Flaw ","dateAdded":"2026-11-20","shortDescription":"It, \"opens\".",
         "knownRansomwareCampaignUse":"Known","notes":"https:\/\/example.org\/a ; https:\/\/example.org\/b","cwes":["CWE-78"]},
        {"cveID":"CVE-1900-9002","dateAdded":"soon"}, 3, {"dateAdded":"2026-11-20"}]}"#;
    const CSV: &str = "cveID,vendorProject,vulnerabilityName,dateAdded,shortDescription,knownRansomwareCampaignUse,notes,cwes\r\n\
        CVE-1900-9001,Demo,Demo Gateway Flaw,2026-11-20,\"It, \"\"opens\"\".\",Known,https://example.org/a ; https://example.org/b,CWE-78\r\n\
        CVE-1900-9002,Demo,x,soon,,,,\r\n";

    #[test]
    fn both_forms_say_the_same() {
        let (json, json_problems) = read(JSON.as_bytes());
        let (csv, csv_problems) = read(CSV.as_bytes());
        assert_eq!(json, csv);
        assert_eq!(json[0].kev, Some(KevListing { added: "2026-11-20".to_owned(), ransomware: true }));
        assert_eq!(json[0].references, ["https://example.org/a", "https://example.org/b"]);
        let codes: Vec<_> = json_problems.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
        assert_eq!(
            codes,
            [("kev.no_date", "/vulnerabilities/1"), ("kev.bad_entry", "/vulnerabilities/2"), ("kev.no_id", "/vulnerabilities/3")]
        );
        assert_eq!((csv_problems[0].code, csv_problems[0].pointer.as_str()), ("kev.no_date", "line 3"));
    }

    #[test]
    fn something_else_is_a_problem() {
        for other in ["{}", "[1]", "{\"vulnerabilities\":", "a,b\n1,2\n", ""] {
            let (records, problems) = read(other.as_bytes());
            assert!(records.is_empty() && problems.len() == 1, "{other}: {problems:?}");
        }
    }
}
