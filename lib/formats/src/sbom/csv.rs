//! A parts list as a table: `name,version,purl,cpe`, further columns in any order, heads in English or Japanese.

use super::build::{Builder, Draft, digits};
use super::{Hash, Options, Sbom, SbomFault};
use std::borrow::Cow;

/// Columns that are understood, each with the heads that people write.
const HEADS: [(Column, &[&str]); 7] = [
    (
        Column::Name,
        &["name", "component", "component name", "package", "名称", "名前", "部品名", "構成部品", "コンポーネント名", "ソフトウェア名"],
    ),
    (Column::Version, &["version", "release", "版", "バージョン", "版数"]),
    (Column::Purl, &["purl", "package url", "packageurl"]),
    (Column::Cpe, &["cpe", "cpe23", "cpe 2.3"]),
    (Column::Supplier, &["supplier", "vendor", "供給元", "供給者", "ベンダー", "ベンダ", "提供元"]),
    (Column::Licence, &["license", "licence", "ライセンス"]),
    (Column::Hash, &["sha256", "sha-256", "hash", "ハッシュ", "ハッシュ値"]),
];

/// Longest first line that is looked at for heads, in bytes.
const HEAD_BYTES_MAX: usize = 4_096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Version,
    Purl,
    Cpe,
    Supplier,
    Licence,
    Hash,
}

fn column(head: &str) -> Option<Column> {
    let head = head.trim().trim_matches('"').trim().to_lowercase();
    HEADS.iter().find(|(_, heads)| heads.contains(&head.as_str())).map(|(column, _)| *column)
}

/// The delimiter of a table whose heads name a component and something to match it by.
pub(super) fn delimiter(text: &str) -> Option<u8> {
    let first = text.lines().find(|line| !line.trim().is_empty()).filter(|line| line.len() <= HEAD_BYTES_MAX)?;
    [b',', b';', b'\t'].into_iter().find(|delimiter| {
        let columns: Vec<Column> = first.split(char::from(*delimiter)).filter_map(column).collect();
        columns.contains(&Column::Name) && [Column::Version, Column::Purl, Column::Cpe].iter().any(|column| columns.contains(column))
    })
}

/// Counts lines up to a byte that only grows.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line on which the row at `byte` begins; the end of the row before it may still stand there.
    fn at(&mut self, byte: u64) -> String {
        let bytes = self.text.as_bytes();
        let mut end = usize::try_from(byte).unwrap_or(bytes.len()).min(bytes.len());
        while bytes.get(end).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            end += 1;
        }
        if let Some(passed) = bytes.get(self.at..end) {
            self.line += passed.iter().filter(|byte| **byte == b'\n').count();
            self.at = end;
        }
        format!("line {}", self.line)
    }
}

/// Reads the table; a row without a name, or that cannot be read, is a problem.
pub(super) fn read(text: &str, delimiter: u8, options: &Options) -> Result<Sbom<'static>, SbomFault> {
    let mut builder = Builder::new("CSV".to_owned(), options);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns: Vec<Option<Column>> = match reader.headers() {
        Ok(heads) => heads.iter().map(column).collect(),
        Err(_) => return Err(SbomFault::Schema { format: "CSV".to_owned(), n: 1, pointer: "line 1".to_owned() }),
    };
    let mut row = csv::StringRecord::new();
    let mut lines = Lines { text, at: 0, line: 1 };
    loop {
        let mut line = |position: Option<&csv::Position>| lines.at(position.map_or(0, csv::Position::byte));
        match reader.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                builder.problem("sbom.bad_row", line(error.position()), error.to_string());
                if !matches!(error.kind(), csv::ErrorKind::Utf8 { .. } | csv::ErrorKind::UnequalLengths { .. }) {
                    break;
                }
                continue;
            }
        }
        if row.iter().all(str::is_empty) {
            continue;
        }
        let here = line(row.position());
        let cell = |wanted: Column| {
            let at = columns.iter().position(|column| *column == Some(wanted))?;
            row.get(at).filter(|cell| !cell.is_empty() && *cell != "-").map(|cell| Cow::Owned(cell.to_owned()))
        };
        let placed = |wanted: Column| cell(wanted).map(|text| (text, Cow::Borrowed(""))).into_iter().collect::<Vec<_>>();
        let purls = placed(Column::Purl);
        let name = cell(Column::Name).or_else(|| packages::purl::Purl::parse(&purls.first()?.0).ok().map(|purl| Cow::Owned(purl.name)));
        if name.is_none() {
            builder.problem("sbom.no_name", here, "a row without a name");
            continue;
        }
        let hash = |value| Hash { algorithm: "SHA-256".into(), value: digits(value) };
        builder.component(Draft {
            name,
            version: cell(Column::Version),
            cpes: placed(Column::Cpe),
            supplier: cell(Column::Supplier),
            licences: cell(Column::Licence).into_iter().collect(),
            hashes: cell(Column::Hash).filter(|value| value.len() == 64).map(hash).into_iter().collect(),
            purls,
            pointer: here,
            ..Draft::default()
        })?;
    }
    builder.finish()
}
