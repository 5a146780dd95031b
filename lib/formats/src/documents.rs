//! Cuts bytes into documents: one, a list of them, or one a line.

use crate::json::{scan, trim_start};
use crate::problem::Problems;

/// Largest single record that is read, in bytes.
pub const RECORD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Most records read of one input.
pub const RECORDS_MAX: usize = 2_000_000;

/// Where a document stands in its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is the whole input.
    Whole,
    /// Element of a list, counted from 0.
    Item(usize),
    /// Line, counted from 1.
    Line(usize),
}

impl Place {
    /// Where `inside` (a JSON pointer within the document) stands in the input.
    pub(crate) fn pointer(self, inside: &str) -> String {
        match self {
            Self::Whole => inside.to_owned(),
            Self::Item(index) => format!("/{index}{inside}"),
            Self::Line(line) if inside.is_empty() => format!("line {line}"),
            Self::Line(line) => format!("line {line} {inside}"),
        }
    }
}

/// Calls `take` for each JSON document in `bytes`; what is too large or cut off becomes a problem.
pub(crate) fn each<'a>(bytes: &'a [u8], problems: &mut Problems, mut take: impl FnMut(&'a [u8], Place, &mut Problems)) {
    let bytes = trim_start(bytes);
    let mut count = 0;
    let mut hand = |document: &'a [u8], place: Place, problems: &mut Problems| {
        count += 1;
        if document.len() > RECORD_BYTES_MAX {
            problems.note("record.too_large", place.pointer(""), format!("{} bytes, at most {RECORD_BYTES_MAX}", document.len()));
        } else if count == RECORDS_MAX + 1 {
            problems.note("record.too_many", place.pointer(""), format!("only the first {RECORDS_MAX} records were read"));
        } else if count <= RECORDS_MAX {
            take(document, place, problems);
        }
    };
    if bytes.starts_with(b"[") {
        for (index, element) in scan::elements(bytes).enumerate() {
            match element {
                Ok(document) => hand(document, Place::Item(index), problems),
                Err(_) => problems.note("record.truncated", Place::Item(index).pointer(""), "the list ends early"),
            }
        }
    } else if is_lines(bytes) {
        for (number, line) in lines(bytes) {
            hand(line, Place::Line(number), problems);
        }
    } else {
        hand(bytes, Place::Whole, problems);
    }
}

/// Whether the bytes are JSON objects, one a line.
pub(crate) fn is_lines(bytes: &[u8]) -> bool {
    let mut lines = lines(trim_start(bytes));
    let Some((_, first)) = lines.next() else { return false };
    first.starts_with(b"{") && first.ends_with(b"}") && lines.next().is_some_and(|(_, second)| second.starts_with(b"{"))
}

/// The lines that are not blank, without white space around them, counted from 1.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    bytes.split(|byte| *byte == b'\n').enumerate().map(|(index, line)| (index + 1, line.trim_ascii())).filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Place, each};
    use crate::problem::Problems;

    fn cut(bytes: &[u8]) -> (Vec<(String, Place)>, usize) {
        let mut problems = Problems::default();
        let mut found = Vec::new();
        each(bytes, &mut problems, |document, place, _| found.push((String::from_utf8_lossy(document).into_owned(), place)));
        (found, problems.into_vec().len())
    }

    #[test]
    fn one_a_list_and_one_a_line_are_told_apart() {
        assert_eq!(cut(b"\xEF\xBB\xBF {\n\"a\": 1\n}").0.len(), 1);
        assert_eq!(
            cut(b"{\"a\":1}\n\n{\"a\":2}\n").0,
            [("{\"a\":1}".to_owned(), Place::Line(1)), ("{\"a\":2}".to_owned(), Place::Line(3))]
        );
        assert_eq!(cut(b"[{\"a\":1}, {\"a\":").1, 1);
    }
}
