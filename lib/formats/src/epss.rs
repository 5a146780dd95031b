//! Reads EPSS scores: `cve,epss,percentile` lines, with or without FIRST's comment and header, parted by `,` or `;`.

use crate::documents::{RECORDS_MAX, lines};
use crate::problem::{Problem, Problems, quote};
use crate::record::{EpssScore, Form, Record};

/// One line, borrowed from the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// CVE id.
    pub cve: &'a str,
    /// Probability of exploitation in the next 30 days, 0 to 1.
    pub probability: f64,
    /// Share of scores that are lower or equal, 0 to 1.
    pub percentile: f64,
}

/// The model as the file names it: day and version, such as `2026-08-16 v2025.03.14`; empty if it does not.
#[must_use]
pub fn model(bytes: &[u8]) -> String {
    let first = lines(bytes).next().map(|(_, line)| String::from_utf8_lossy(line).into_owned()).unwrap_or_default();
    let Some(comment) = first.trim_start_matches('\u{FEFF}').strip_prefix('#') else { return String::new() };
    let value = |key: &str| comment.split(',').find_map(|pair| pair.trim().strip_prefix(key)?.strip_prefix(':')).map(str::trim);
    let day = value("score_date").map(|day| day.split('T').next().unwrap_or(day));
    [day, value("model_version")].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Walks the rows without keeping them; a line that cannot be read is a problem.
pub fn rows(bytes: &[u8]) -> impl Iterator<Item = Result<Row<'_>, Problem>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    lines(bytes).filter(|(_, line)| !line.starts_with(b"#") && !is_header(line)).map(|(number, line)| {
        let text = std::str::from_utf8(line).ok();
        text.and_then(row).ok_or_else(|| Problem::new("epss.bad_row", format!("line {number}"), quote(&String::from_utf8_lossy(line))))
    })
}

/// Reads all rows into records.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let model = model(bytes);
    let mut problems = Problems::default();
    let mut records = Vec::new();
    for row in rows(bytes) {
        match row {
            Ok(_) if records.len() == RECORDS_MAX => {
                problems.note("record.too_many", "", format!("only the first {RECORDS_MAX} records were read"));
                break;
            }
            Ok(row) => {
                let mut record = Record::new(row.cve, Form::Epss);
                record.epss = Some(EpssScore { probability: row.probability, percentile: row.percentile, model: model.clone() });
                records.push(record);
            }
            Err(problem) => problems.note(problem.code, problem.pointer, problem.detail),
        }
    }
    (records, problems.into_vec())
}

/// Whether the bytes begin as an EPSS file does.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let Some((_, line)) = lines(bytes).next() else { return false };
    line.starts_with(b"#model_version:")
        || is_header(line)
        || (line.starts_with(b"CVE-") && line.iter().any(|byte| matches!(byte, b',' | b';')))
}

fn is_header(line: &[u8]) -> bool {
    line.starts_with(b"cve,epss") || line.starts_with(b"cve;epss")
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut fields = line.split([',', ';']).map(str::trim);
    let cve = fields.next().filter(|cve| cve.starts_with("CVE-"))?;
    let mut share = || fields.next()?.parse::<f64>().ok().filter(|value| (0.0..=1.0).contains(value));
    Some(Row { cve, probability: share()?, percentile: share()? })
}

#[cfg(test)]
mod tests {
    use super::{Row, model, read, rows};

    #[test]
    fn firsts_file_is_read() {
        let text = b"#model_version:v2025.03.14,score_date:2026-08-16T12:55:00Z\ncve,epss,percentile\nCVE-1900-0001,0.00043,0.07\nCVE-1900-0002,,\nCVE-1900-0003,1.5,0.1\n";
        assert_eq!(model(text), "2026-08-16 v2025.03.14");
        let (records, problems) = read(text);
        assert_eq!((records.len(), records[0].id.as_str()), (1, "CVE-1900-0001"));
        assert_eq!(records[0].epss.as_ref().unwrap().model, "2026-08-16 v2025.03.14");
        let lines: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(lines, ["line 4", "line 5"]);
    }

    #[test]
    fn bare_rows_are_read() {
        let read: Vec<_> = rows(b"CVE-1900-0001;0.001200000;0.021680000\r\n").map(Result::unwrap).collect();
        assert_eq!(read, [Row { cve: "CVE-1900-0001", probability: 0.0012, percentile: 0.02168 }]);
        assert_eq!(model(b"CVE-1900-0001;0;0\n"), "");
    }
}
