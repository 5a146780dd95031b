//! Entries become documents, and documents records; pure work for many cores.

use std::ops::Range;

use formats::detect;
use formats::epss;
use formats::problem::Problem;
use formats::record::{EpssScore, Form, KevListing, Record};
use matching::Statement;
use sha2::{Digest, Sha256};

use crate::convert;
use crate::source::Entry;

/// A record with its place in the entry's bytes.
pub(crate) struct Document {
    pub(crate) record: Record,
    pub(crate) names: convert::Names,
    pub(crate) statements: Vec<Statement>,
    pub(crate) raw: Range<usize>,
    pub(crate) digest: [u8; 32],
}

/// Something wrong in a file of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemAt {
    /// Path inside the input.
    pub file: String,
    /// Stable code, never translated.
    pub code: &'static str,
    /// JSON pointer, or a line.
    pub pointer: String,
    /// What was met.
    pub detail: String,
}

/// What a document held.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) documents: Vec<Document>,
    pub(crate) kev: Vec<(String, KevListing)>,
    pub(crate) epss: Vec<(String, EpssScore)>,
    pub(crate) problems: Vec<ProblemAt>,
}

/// Where a document stands in its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is the whole entry.
    Whole,
    /// Element of a list, counted from 0.
    Item(usize),
    /// Line, counted from 1.
    Line(usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Item(at) => write!(f, "/{at}"),
            Self::Line(line) => write!(f, "line {line}"),
        }
    }
}

/// A document of an entry, not yet read.
pub(crate) struct Unit<'e> {
    pub(crate) entry: &'e Entry,
    pub(crate) range: Range<usize>,
    pub(crate) place: Place,
}

/// Reads a document.
pub(crate) fn parse(unit: &Unit<'_>) -> Parsed {
    let mut out = Parsed::default();
    let slice = &unit.entry.bytes[unit.range.clone()];
    if unit.place != Place::Whole && slice.starts_with(b"[") {
        let problem = Problem::new("record.not_object", "", "a list inside a list is no record");
        out.problems.push(at(&unit.entry.name, unit.place, problem));
        return out;
    }
    let (records, problems) = detect::records(slice, &unit.entry.name);
    let digest: [u8; 32] = Sha256::digest(slice).into();
    out.problems.extend(problems.into_iter().map(|problem| at(&unit.entry.name, unit.place, problem)));
    for mut record in records {
        match record.form {
            Form::Kev => out.kev.extend(record.kev.take().map(|kev| (record.id, kev))),
            Form::Epss => out.epss.extend(record.epss.take().map(|epss| (record.id, epss))),
            Form::Osv | Form::Cve5 | Form::Nvd | Form::Jvn | Form::Euvd | Form::Csaf => {
                out.documents.push(document(record, unit.range.clone(), digest))
            }
        }
    }
    out
}

fn document(record: Record, raw: Range<usize>, digest: [u8; 32]) -> Document {
    let (names, statements) = (convert::names(&record), convert::statements(&record));
    Document { names, statements, record, raw, digest }
}

/// Whether an entry is a file of EPSS scores: it has a row for every CVE, so rows are walked, not gathered as records.
pub(crate) fn is_scores(entry: &Entry) -> bool {
    entry.lines_before.is_none() && detect::form(&entry.bytes) == Some(Form::Epss)
}

/// The rows of a file of EPSS scores.
pub(crate) fn scores(entry: &Entry) -> impl Iterator<Item = std::result::Result<(String, EpssScore), ProblemAt>> {
    let model = epss::model(&entry.bytes);
    epss::rows(&entry.bytes).map(move |row| match row {
        Ok(row) => Ok((row.cve.to_owned(), EpssScore { probability: row.probability, percentile: row.percentile, model: model.clone() })),
        Err(problem) => Err(at(&entry.name, Place::Whole, problem)),
    })
}

fn at(file: &str, place: Place, problem: Problem) -> ProblemAt {
    let pointer = match (place, problem.pointer.is_empty()) {
        (Place::Whole, _) => problem.pointer,
        (_, true) => place.to_string(),
        (_, false) => format!("{place} {}", problem.pointer),
    };
    ProblemAt { file: file.to_owned(), code: problem.code, pointer, detail: problem.detail }
}

/// Cuts an entry into documents, one after the other: nothing of them is kept here, however many there are.
pub(crate) fn documents(entry: &Entry) -> Box<dyn Iterator<Item = Unit<'_>> + '_> {
    let bytes = &entry.bytes;
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(b)).unwrap_or(bytes.len());
    let unit = move |(place, range)| Unit { entry, range, place };
    let line = move |before: usize| move |(line, range)| (Place::Line(before + line), range);
    if let Some(before) = entry.lines_before {
        return Box::new(lines(bytes).map(line(before)).map(unit));
    }
    // A page of the NVD holds its records in a list of its own; each is kept by itself.
    if let Some(at) = formats::nvd::list_of(bytes) {
        return Box::new(elements(bytes, at).enumerate().map(|(at, range)| (Place::Item(at), range)).map(unit));
    }
    if bytes.get(start) == Some(&b'{')
        && let Some(at) = formats::euvd::list_of(bytes)
    {
        return Box::new(elements(bytes, at).enumerate().map(|(at, range)| (Place::Item(at), range)).map(unit));
    }
    if bytes.get(start) == Some(&b'<') {
        let pieces = formats::jvn::pieces(bytes);
        if !pieces.is_empty() {
            return Box::new(pieces.into_iter().enumerate().map(|(at, range)| (Place::Item(at), range)).map(unit));
        }
    }
    match bytes.get(start) {
        Some(b'[') => Box::new(elements(bytes, start).enumerate().map(|(at, range)| (Place::Item(at), range)).map(unit)),
        Some(b'{') if looks_like_lines(bytes) => Box::new(lines(bytes).map(line(0)).map(unit)),
        _ => Box::new(std::iter::once(unit((Place::Whole, 0..bytes.len())))),
    }
}

/// Lines that are not blank, counted from 1.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut start = 0;
    bytes.split(|b| *b == b'\n').enumerate().filter_map(move |(at, line)| {
        let from = start;
        start += line.len() + 1;
        let lead = line.len() - line.trim_ascii_start().len();
        let trimmed = line.trim_ascii();
        (!trimmed.is_empty()).then(|| (at + 1, from + lead..from + lead + trimmed.len()))
    })
}

fn looks_like_lines(bytes: &[u8]) -> bool {
    let mut lines = lines(bytes).map(|(_, range)| &bytes[range]);
    let whole = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}");
    lines.next().is_some_and(whole) && lines.next().is_some_and(|line| line.starts_with(b"{"))
}

/// Elements of a JSON list, found by counting brackets outside strings; a list that is cut off keeps what it has.
fn elements(bytes: &[u8], start: usize) -> impl Iterator<Item = Range<usize>> {
    let (mut at, mut depth, mut in_text, mut escaped, mut from) = (start, 0_usize, false, false, None::<usize>);
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let (here, b) = (at, bytes[at]);
            at += 1;
            match b {
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                _ if in_text => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let mut found = None;
            match from {
                None if depth >= 1 && !b.is_ascii_whitespace() && b != b',' && here > start => from = Some(here),
                Some(first) if depth <= 1 && !in_text && (b == b',' || depth == 0) => {
                    found = trimmed(bytes, first..here);
                    from = None;
                }
                _ => {}
            }
            if depth == 0 {
                at = bytes.len();
            }
            if found.is_some() {
                return found;
            }
        }
        from.take().and_then(|first| trimmed(bytes, first..bytes.len()))
    })
}

/// A range without the white space at its end; none if that is all there is.
fn trimmed(bytes: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let len = bytes[range.clone()].trim_ascii_end().len();
    (len > 0).then(|| range.start..range.start + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str, lines_before: Option<usize>) -> Entry {
        Entry { name: "a.json".into(), bytes: text.as_bytes().to_vec(), lines_before }
    }

    fn cut(text: &str) -> Vec<String> {
        documents(&entry(text, None)).map(|unit| format!("{}={}", unit.place, &text[unit.range])).collect()
    }

    #[test]
    fn lists_lines_and_single_documents_are_cut() {
        assert_eq!(cut(r#" [ {"a":"]},["} , {"b":[1,{}]} ,3] x"#), [r#"/0={"a":"]},["}"#, r#"/1={"b":[1,{}]}"#, "/2=3"]);
        assert_eq!(cut(r#"[{"a":1},{"b":"#), [r#"/0={"a":1}"#, r#"/1={"b":"#]);
        assert_eq!(cut("[]"), Vec::<String>::new());
        assert_eq!(cut("{\"a\":1}\n\n {\"b\":2} \r\n"), ["line 1={\"a\":1}", "line 3={\"b\":2}"]);
        assert_eq!(cut("{\n\"a\":1}\n"), ["={\n\"a\":1}\n"]);
        assert_eq!(cut("id: X\n"), ["=id: X\n"]);
        assert_eq!(
            cut(r#"{"resultsPerPage": 1, "vulnerabilities": [{"cve": {}}, {"cve": 1}]}"#),
            [r#"/0={"cve": {}}"#, r#"/1={"cve": 1}"#]
        );
    }

    #[test]
    fn parts_of_a_file_of_lines_keep_their_line_numbers() {
        let entry = entry("{}\n{}\n", Some(40));
        let places: Vec<_> = documents(&entry).map(|unit| unit.place.to_string()).collect();
        assert_eq!(places, ["line 41", "line 42"]);
    }
}
