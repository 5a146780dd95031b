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

/// What an entry held.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) documents: Vec<Document>,
    pub(crate) kev: Vec<(String, KevListing)>,
    pub(crate) epss: Vec<(String, EpssScore)>,
    pub(crate) problems: Vec<ProblemAt>,
}

/// Reads an entry.
pub(crate) fn parse(entry: &Entry) -> Parsed {
    let mut out = Parsed::default();
    if entry.lines_before.is_none() && detect::form(&entry.bytes) == Some(Form::Epss) {
        scores(entry, &mut out);
        return out;
    }
    for (range, place) in documents(entry) {
        let slice = &entry.bytes[range.clone()];
        let (records, problems) = detect::records(slice, &entry.name);
        out.problems.extend(problems.into_iter().map(|problem| at(&entry.name, &place, problem)));
        for mut record in records {
            match record.form {
                Form::Kev => out.kev.extend(record.kev.take().map(|kev| (record.id, kev))),
                Form::Epss => out.epss.extend(record.epss.take().map(|epss| (record.id, epss))),
                Form::Osv | Form::Cve5 => out.documents.push(document(record, range.clone(), slice)),
            }
        }
    }
    out
}

fn document(record: Record, raw: Range<usize>, slice: &[u8]) -> Document {
    let (names, statements) = (convert::names(&record), convert::statements(&record));
    Document { names, statements, record, raw, digest: Sha256::digest(slice).into() }
}

/// EPSS files have a row for every CVE; rows are walked, not gathered as records.
fn scores(entry: &Entry, out: &mut Parsed) {
    let model = epss::model(&entry.bytes);
    for row in epss::rows(&entry.bytes) {
        match row {
            Ok(row) => {
                let score = EpssScore { probability: row.probability, percentile: row.percentile, model: model.clone() };
                out.epss.push((row.cve.to_owned(), score));
            }
            Err(problem) => out.problems.push(at(&entry.name, "", problem)),
        }
    }
}

fn at(file: &str, place: &str, problem: Problem) -> ProblemAt {
    let pointer = match (place.is_empty(), problem.pointer.is_empty()) {
        (true, _) => problem.pointer,
        (false, true) => place.to_owned(),
        (false, false) => format!("{place} {}", problem.pointer),
    };
    ProblemAt { file: file.to_owned(), code: problem.code, pointer, detail: problem.detail }
}

/// Cuts an entry into documents, each with its place in words.
fn documents(entry: &Entry) -> Vec<(Range<usize>, String)> {
    let bytes = &entry.bytes;
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(b)).unwrap_or(bytes.len());
    if let Some(before) = entry.lines_before {
        return lines(bytes).map(|(line, range)| (range, format!("line {}", before + line))).collect();
    }
    match bytes.get(start) {
        Some(b'[') => elements(bytes, start).into_iter().enumerate().map(|(i, range)| (range, format!("/{i}"))).collect(),
        Some(b'{') if looks_like_lines(bytes) => lines(bytes).map(|(line, range)| (range, format!("line {line}"))).collect(),
        _ => vec![(0..bytes.len(), String::new())],
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
fn elements(bytes: &[u8], start: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut depth, mut in_text, mut escaped, mut from) = (0_usize, false, false, None);
    for (at, b) in bytes.iter().enumerate().skip(start) {
        match b {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match from {
            None if depth >= 1 && !b.is_ascii_whitespace() && *b != b',' && at > start && depth > 0 => from = Some(at),
            Some(first) if depth <= 1 && !in_text && (*b == b',' || depth == 0) => {
                push_trimmed(bytes, first..at, &mut out);
                from = None;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    if let Some(first) = from {
        push_trimmed(bytes, first..bytes.len(), &mut out);
    }
    out
}

fn push_trimmed(bytes: &[u8], range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let len = bytes[range.clone()].trim_ascii_end().len();
    if len > 0 {
        out.push(range.start..range.start + len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str, lines_before: Option<usize>) -> Entry {
        Entry { name: "a.json".into(), bytes: text.as_bytes().to_vec(), lines_before }
    }

    fn cut(text: &str) -> Vec<String> {
        documents(&entry(text, None)).into_iter().map(|(range, place)| format!("{place}={}", &text[range])).collect()
    }

    #[test]
    fn lists_lines_and_single_documents_are_cut() {
        assert_eq!(cut(r#" [ {"a":"]},["} , {"b":[1,{}]} ,3] x"#), [r#"/0={"a":"]},["}"#, r#"/1={"b":[1,{}]}"#, "/2=3"]);
        assert_eq!(cut(r#"[{"a":1},{"b":"#), [r#"/0={"a":1}"#, r#"/1={"b":"#]);
        assert_eq!(cut("[]"), Vec::<String>::new());
        assert_eq!(cut("{\"a\":1}\n\n {\"b\":2} \r\n"), ["line 1={\"a\":1}", "line 3={\"b\":2}"]);
        assert_eq!(cut("{\n\"a\":1}\n"), ["={\n\"a\":1}\n"]);
        assert_eq!(cut("id: X\n"), ["=id: X\n"]);
    }

    #[test]
    fn parts_of_a_file_of_lines_keep_their_line_numbers() {
        let entry = entry("{}\n{}\n", Some(40));
        let places: Vec<_> = documents(&entry).into_iter().map(|(_, place)| place).collect();
        assert_eq!(places, ["line 41", "line 42"]);
    }
}
