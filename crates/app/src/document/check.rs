//! Finds out what a document is and holds it against the rules of its form.

use super::{Checked, Depth, Family, Finding, Gravity};
use crate::config::Limits;
use crate::sbom::{LARGE_BYTES, blocking};
use crate::unpack::{self, Packed};
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::refusal::Refusal;
use formats::csaf::{Edition, Group};
use formats::family;
use formats::problem::Problem;
use formats::sbom::{Options, SbomFault};
use std::collections::BTreeSet;
use words::Lang;

/// Holds a document against the rules of its form, which is found out from the bytes.
///
/// # Errors
/// It is none of the forms that are known.
pub fn check(bytes: &[u8], depth: Depth) -> Result<Checked> {
    check_as(bytes, family::of(bytes).ok_or(Refusal::DocumentUnknown)?, depth)
}

/// Holds a document against the rules of the family that it should belong to.
///
/// # Errors
/// It is none of the forms of that family.
pub fn check_as(bytes: &[u8], family: Family, depth: Depth) -> Result<Checked> {
    let mut checked = match family {
        Family::Csaf => csaf(bytes, depth),
        Family::Sbom => sbom(bytes)?,
        Family::Record => record(bytes),
        Family::Vex => vex(bytes)?,
    };
    if !matches!(family, Family::Csaf) {
        schema(bytes, &mut checked.findings);
    }
    place(bytes, &mut checked.findings);
    Ok(checked)
}

/// Adds where a document breaks the schema that its standard publishes, unless the reader said so of the same place.
fn schema(bytes: &[u8], findings: &mut Vec<Finding>) {
    // The schemas speak of JSON objects: nothing is missed where a document is none.
    if !bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start().starts_with(b"{") {
        return;
    }
    if bytes.len() > schemas::BYTES_MAX {
        let detail = format!("{} bytes, at most {}", bytes.len(), schemas::BYTES_MAX);
        findings.push(Finding { gravity: Gravity::Note, ..of_problem(Problem::new("schema.too_large", "", detail)) });
        return;
    }
    let Some((_, faults)) = schemas::check(bytes) else { return };
    let told: BTreeSet<String> = findings.iter().map(|finding| finding.pointer.clone()).collect();
    let new = faults.into_iter().filter(|fault| !told.contains(&fault.pointer));
    findings
        .extend(new.map(|fault| Finding { gravity: Gravity::Error, ..of_problem(Problem::new(fault.code, fault.pointer, fault.detail)) }));
}

/// The plain bytes of a document; gzip and zstd are unpacked to at most so many megabytes.
///
/// # Errors
/// It is too large or damaged.
pub fn plain(bytes: Vec<u8>, limit_mb: usize) -> Result<Vec<u8>> {
    let limits = Limits { sbom_unpacked_mb: limit_mb, ..Limits::default() };
    let size = unpack::measure(&bytes, &limits).map_err(packed)?;
    unpack::unpack(bytes, size).map_err(packed)
}

/// Holds a document that was sent against the rules of its form; gzip and zstd are unpacked.
///
/// # Errors
/// It is too large or damaged, or none of the forms that are known.
pub async fn check_sent(ctx: &Ctx, bytes: Vec<u8>, depth: Depth) -> Result<Checked> {
    ctx.enter(Act::StaffRead)?;
    let limits = ctx.house.config.limits.clone();
    let (bytes, size) = blocking("measuring a document", move || {
        let size = unpack::measure(&bytes, &limits).map_err(packed)?;
        Ok((bytes, size))
    })
    .await?;
    // Large documents are read one after the other: each may take several times its size in memory.
    let turn = if size > LARGE_BYTES { Some(ctx.house.reading.acquire().await) } else { None };
    let checked = blocking("checking a document", move || check(&unpack::unpack(bytes, size).map_err(packed)?, depth)).await;
    drop(turn);
    checked
}

fn packed(fault: Packed) -> Error {
    match fault {
        Packed::TooLarge(limit) => Refusal::BodyTooLarge { limit: format!("{limit} MB") }.into(),
        Packed::Truncated(n) => Refusal::Unreadable { detail: format!("byte {n}") }.into(),
        Packed::Failed(error) => Error::broken("unpacking a document", error),
    }
}

fn csaf(bytes: &[u8], depth: Depth) -> Checked {
    let group = match depth {
        Depth::Basic => Group::Mandatory,
        Depth::Extended => Group::Optional,
        Depth::Full => Group::Informative,
    };
    let finding = |problem: Problem| {
        let clause = formats::csaf::clause(problem.code);
        let gravity = match clause.map(|clause| clause.group) {
            None | Some(Group::Mandatory) => Gravity::Error,
            Some(Group::Optional) => Gravity::Warning,
            Some(Group::Informative) => Gravity::Note,
        };
        let known = of_problem(problem);
        Finding { gravity, advice: clause.map_or(known.advice, |clause| (clause.ja, clause.en)), ..known }
    };
    let (edition, problems) = formats::csaf::judge(bytes, group, Some(jiff::Timestamp::now().as_second()));
    let form = edition.map_or("CSAF", Edition::name).to_owned();
    let draft = edition.is_some_and(Edition::is_draft);
    Checked { form, draft, findings: problems.into_iter().map(finding).collect(), quality: None }
}

fn sbom(bytes: &[u8]) -> Result<Checked> {
    match formats::sbom::read(bytes, &Options { allow_empty: true, ..Options::default() }) {
        Ok(read) => {
            let quality = formats::sbom::quality(&read);
            Ok(Checked {
                form: read.format,
                draft: false,
                findings: read.problems.into_iter().map(of_problem).collect(),
                quality: Some(quality),
            })
        }
        // The first place that breaks the rules is a finding like any other; what is no list at all is refused.
        Err(SbomFault::Schema { format, n, pointer }) => {
            let detail = format!("{n} places, this is the first");
            let finding = Finding { gravity: Gravity::Error, ..of_problem(Problem::new("sbom.schema", pointer, detail)) };
            Ok(Checked { form: format, draft: false, findings: vec![finding], quality: None })
        }
        Err(fault) => Err(sbom_fault(fault)),
    }
}

pub(super) fn sbom_fault(fault: SbomFault) -> Error {
    crate::sbom::refusal(fault, crate::config::SBOM_MB_MAX)
}

fn record(bytes: &[u8]) -> Checked {
    let (_, problems) = formats::detect::records(bytes, "");
    let form = formats::detect::form(bytes).map_or("", |form| form.name());
    Checked { form: form.to_owned(), draft: false, findings: problems.into_iter().map(of_problem).collect(), quality: None }
}

fn vex(bytes: &[u8]) -> Result<Checked> {
    let (document, mut problems) = formats::vex::openvex::read(bytes).map_err(|problem| unreadable(&problem))?;
    problems.extend(formats::vex::openvex::lacks(&document));
    let finding = |problem| Finding { gravity: Gravity::Error, ..of_problem(problem) };
    Ok(Checked { form: "OpenVEX".to_owned(), draft: false, findings: problems.into_iter().map(finding).collect(), quality: None })
}

/// What cannot be read at all.
pub(super) fn unreadable(problem: &Problem) -> Error {
    Refusal::Unreadable { detail: format!("{} {}", problem.pointer, problem.detail).trim().to_owned() }.into()
}

/// A problem of a reader, with what to do about it.
pub(super) fn of_problem(problem: Problem) -> Finding {
    let advice = |lang: Lang| Some(lang.words().document_advice(problem.code)).filter(|words| *words != "–").unwrap_or("");
    Finding {
        // A record that is lost is an error; everything else costs one place of the document.
        gravity: if problem.code.starts_with("record.") { Gravity::Error } else { Gravity::Warning },
        code: problem.code.to_owned(),
        advice: (advice(Lang::Ja), advice(Lang::En)),
        pointer: problem.pointer,
        line: None,
        detail: problem.detail,
    }
}

/// Finds the lines, and brings the findings into their order.
fn place(bytes: &[u8], findings: &mut [Finding]) {
    let pointers: Vec<&str> = findings.iter().map(|finding| finding.pointer.as_str()).collect();
    let lines = formats::json::lines(bytes, &pointers);
    for (finding, line) in findings.iter_mut().zip(lines) {
        let said = || finding.pointer.strip_prefix("line ")?.split([',', ' ']).next()?.parse().ok();
        finding.line = line.or_else(said);
    }
    findings.sort_by(|a, b| (a.gravity, a.line, &a.pointer, &a.code).cmp(&(b.gravity, b.line, &b.pointer, &b.code)));
}

#[cfg(test)]
mod tests {
    use super::{Depth, Gravity, check};

    /// What is said of the schema of a document that is too large for it, and its form.
    fn said(document: &str) -> (String, Vec<Gravity>) {
        let checked = check(document.as_bytes(), Depth::Full).unwrap();
        let of_size = checked.findings.iter().filter(|finding| finding.code == "schema.too_large").map(|finding| finding.gravity).collect();
        (checked.form, of_size)
    }

    #[test]
    fn only_json_is_too_large_for_a_schema() {
        let blanks = " ".repeat(schemas::BYTES_MAX);
        let json = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a"}]}"#;
        let xml = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library"><name>a</name></component></components></bom>"#;
        let csv = "name,version\na,1\n";
        assert_eq!(said(&format!("{json}{blanks}")), ("CycloneDX 1.6".to_owned(), vec![Gravity::Note]));
        assert_eq!(said(&format!("\u{feff}\n{json}{blanks}")), ("CycloneDX 1.6".to_owned(), vec![Gravity::Note]));
        assert_eq!(said(json), ("CycloneDX 1.6".to_owned(), vec![]));
        for (text, form) in [(xml, "CycloneDX 1.6"), (csv, "CSV")] {
            assert_eq!(said(&format!("{text}{}", "\n".repeat(schemas::BYTES_MAX))), (form.to_owned(), vec![]), "{form}");
        }
    }
}
