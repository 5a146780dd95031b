//! Verbs on documents that need no installation: whether they are valid, what they can tell, other forms of them.

use crate::table::Ended;
use crate::talk::{Stop, Talk, exit};
use app::document::{self, Checked, Converted, Depth, Family, Finding, Gravity, Target, VexForm};
use clap::{Args, Subcommand};
use domain::refusal::Refusal;
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Files that are taken from a folder.
const FILES_MAX: usize = 100_000;
/// Folders within folders that are walked into.
pub(crate) const FOLDERS_DEEP_MAX: usize = 16;
/// Megabytes of one file, as sent and unpacked.
const FILE_MB_MAX: usize = 256;
/// Files from which a bar shows how far it is.
const BAR_FROM: usize = 50;
/// Findings of one file that are listed for people; `--json` has all.
const SHOWN_MAX: usize = 100;

/// CSAF documents.
#[derive(Debug, Subcommand)]
pub(crate) enum Csaf {
    /// Holds documents against the schema and tests of CSAF 2.0 and 2.1; exit 2 when one breaks a mandatory rule.
    Validate(Validate),
}

/// Documents to be held against the rules of their form.
#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// Files, or folders whose `.json` files are taken; gzip and zstd are fine.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How far to look: `basic` (mandatory), `extended` (recommended as well), `full` (hints as well).
    #[arg(long, value_name = "DEPTH", default_value = "extended", value_parser = ["basic", "extended", "full"])]
    depth: String,
    /// Answers as SARIF 2.1.0, for the code scanning of CI systems.
    #[arg(long, conflicts_with = "json")]
    sarif: bool,
}

/// A parts list and how much it can tell.
#[derive(Debug, Args)]
pub(crate) struct QualityOf {
    /// The file; gzip and zstd are fine.
    file: PathBuf,
    /// Ends with 2 when fewer of a hundred components can be matched.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,
}

/// A document to be written in another form.
#[derive(Debug, Args)]
pub(crate) struct ConvertSbom {
    /// The file; gzip and zstd are fine.
    file: PathBuf,
    /// `cyclonedx` (1.6, JSON), `spdx` (2.3, JSON) or `csv`.
    #[arg(long, value_name = "FORM", value_parser = ["cyclonedx", "spdx", "csv"])]
    to: String,
    /// Where to write; standard output otherwise.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Statements to be written in another form.
#[derive(Debug, Args)]
pub(crate) struct ConvertVex {
    /// The file: OpenVEX, CSAF, or CycloneDX with vulnerabilities; gzip and zstd are fine.
    file: PathBuf,
    /// `openvex` (0.2), `csaf` (VEX profile of 2.0) or `cyclonedx` (1.6).
    #[arg(long, value_name = "FORM", value_parser = ["openvex", "csaf", "cyclonedx"])]
    to: String,
    /// Who states, where the source does not say it.
    #[arg(long, value_name = "NAME", default_value = "unknown")]
    publisher: String,
    /// Address of the publisher, for forms that need one.
    #[arg(long, value_name = "URL", default_value = "https://example.invalid")]
    namespace: String,
    /// Where to write; standard output otherwise.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A file and what was found in it, or why it was not looked at.
struct Looked {
    path: PathBuf,
    checked: Result<Checked, Refused>,
}

/// A file that could not be looked at.
struct Refused {
    code: String,
    sentence: String,
    exit: u8,
}

pub(crate) fn csaf(talk: Talk, verb: &Csaf) -> Ended {
    let Csaf::Validate(asked) = verb;
    validate(talk, asked, Family::Csaf)
}

/// Checks files of one family and says what was found.
pub(crate) fn validate(talk: Talk, asked: &Validate, family: Family) -> Ended {
    let depth = Depth::of_key(&asked.depth).unwrap_or_default();
    let paths = files(talk, &asked.paths)?;
    let looked = look(talk, paths, |bytes| document::check_as(bytes, family, depth));
    if asked.sarif {
        talk.out(&sarif(talk, &looked));
    } else if talk.json {
        talk.data(&looked.iter().map(|one| as_json(talk, one)).collect());
    } else {
        // Of many, only those are named of which there is something to say.
        let told = looked.iter().filter(|one| looked.len() == 1 || !one.checked.as_ref().is_ok_and(|checked| checked.findings.is_empty()));
        told.for_each(|one| tell(talk, one));
        if looked.len() > 1 {
            let invalid = looked.iter().filter(|one| !one.is_valid()).count();
            talk.out(&talk.w.cli_checked_all(looked.len(), invalid));
        }
    }
    let unread = looked.iter().filter_map(|one| one.checked.as_ref().err().map(|refused| refused.exit)).max();
    let found = (!looked.iter().all(Looked::is_valid)).then_some(exit::FOUND);
    Ok(unread.or(found).map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// The plain bytes of a file.
fn whole(talk: Talk, file: &Path) -> anyhow::Result<Vec<u8>> {
    let too_large = Refusal::BodyTooLarge { limit: format!("{FILE_MB_MAX} MB") };
    document::plain(talk.file(file, FILE_MB_MAX, too_large)?, FILE_MB_MAX).map_err(|error| talk.refused(&error))
}

/// Says how much a parts list can tell.
pub(crate) fn quality(talk: Talk, asked: &QualityOf) -> Ended {
    let bytes = whole(talk, &asked.file)?;
    let checked = document::check_as(&bytes, Family::Sbom, Depth::Basic).map_err(|error| talk.refused(&error))?;
    let Some(quality) = checked.quality else {
        let fault = checked.findings.first().map(|finding| format!("{} {}", finding.code, finding.pointer)).unwrap_or_default();
        return Err(Stop::with(exit::BAD_INPUT, fault));
    };
    let share = (quality.matchable() * 100).checked_div(quality.components).unwrap_or(0);
    if talk.json {
        let work: Vec<Value> =
            quality.work.iter().map(|work| json!({ "reference": work.reference, "name": work.name, "lack": work.lack.key() })).collect();
        talk.data(&json!({
            "form": checked.form, "components": quality.components, "matchable": quality.matchable(), "share": share,
            "by_package": quality.by_package, "by_cpe": quality.by_cpe, "with_version": quality.with_version,
            "with_supplier": quality.with_supplier, "with_licence": quality.with_licence, "with_hash": quality.with_hash,
            "with_relation": quality.with_relation, "duplicates": quality.duplicates, "missing_elements": quality.missing_elements(), "work": work,
        }));
    } else {
        let w = talk.w;
        talk.out(&format!("{}  {}: {}", checked.form, w.quality_matchable(), w.quality_of(quality.components, quality.matchable(), share)));
        for (words, count) in [
            (w.quality_by_package(), quality.by_package),
            (w.quality_by_cpe(), quality.by_cpe),
            (w.quality_with_version(), quality.with_version),
            (w.quality_with_supplier(), quality.with_supplier),
            (w.quality_with_licence(), quality.with_licence),
            (w.quality_with_hash(), quality.with_hash),
            (w.quality_with_relation(), quality.with_relation),
            (w.quality_duplicates(), quality.duplicates),
        ] {
            talk.out(&format!("  {words}: {count}"));
        }
        let missing = quality.missing_elements();
        talk.out(&format!(
            "{}: {}",
            w.quality_missing(),
            if missing.is_empty() { w.quality_missing_none().to_owned() } else { missing.join(", ") }
        ));
        if !quality.work.is_empty() {
            talk.out(&format!("{}:", w.quality_work()));
        }
        quality.work.iter().for_each(|work| talk.out(&format!("  {}  {}", work.name, w.quality_lack(work.lack.key()))));
    }
    let short = asked.fail_under.is_some_and(|least| share < usize::from(least));
    Ok(if short { ExitCode::from(exit::FOUND) } else { ExitCode::SUCCESS })
}

/// Writes a parts list in another form.
pub(crate) fn convert_sbom(talk: Talk, asked: &ConvertSbom) -> Ended {
    let bytes = whole(talk, &asked.file)?;
    let target = Target::of_key(&asked.to).unwrap_or(Target::CycloneDx);
    converted(talk, document::convert_sbom(&bytes, target), asked.output.as_deref())
}

/// Writes statements in another form.
pub(crate) fn convert_vex(talk: Talk, asked: &ConvertVex) -> Ended {
    let bytes = whole(talk, &asked.file)?;
    let form = VexForm::of_key(&asked.to).unwrap_or(VexForm::OpenVex);
    converted(talk, document::convert_vex(&bytes, form, &asked.publisher, &asked.namespace), asked.output.as_deref())
}

/// Writes the bytes, and says what was met or lost on the way.
fn converted(talk: Talk, done: app::Result<Converted>, output: Option<&Path>) -> Ended {
    let done = done.map_err(|error| talk.refused(&error))?;
    for finding in done.findings.iter().take(SHOWN_MAX) {
        talk.say(&format!("! {} {} {}", finding.code, finding.pointer, finding.detail));
    }
    match output {
        Some(path) => {
            std::fs::write(path, &done.bytes).map_err(|error| Stop::with(exit::FAILED, format!("{}: {error}", path.display())))?
        }
        None => talk.out(String::from_utf8_lossy(&done.bytes).trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

impl Looked {
    fn is_valid(&self) -> bool {
        self.checked.as_ref().is_ok_and(Checked::is_valid)
    }
}

/// The files that are meant: themselves, or those of a folder that end with `.json`, in order.
fn files(talk: Talk, paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut found = Vec::new();
            walk(path, FOLDERS_DEEP_MAX, &|path| path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("json")), &mut found);
            found.sort();
            if found.is_empty() {
                return Err(talk.refused(&Refusal::DocumentNone { path: path.display().to_string() }.into()));
            }
            out.extend(found);
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

/// Links are not followed out of the folder that was named.
pub(crate) fn walk(folder: &Path, deep: usize, wanted: &dyn Fn(&Path) -> bool, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if found.len() >= FILES_MAX {
            return;
        }
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && deep > 0 => walk(&path, deep - 1, wanted, found),
            Ok(kind) if kind.is_file() && wanted(&path) => found.push(path),
            _ => {}
        }
    }
}

/// Looks at each file on all processors; the answers keep the order of the files.
fn look(talk: Talk, paths: Vec<PathBuf>, check: impl Fn(&[u8]) -> app::Result<Checked> + Sync) -> Vec<Looked> {
    let bar = if talk.watched() && paths.len() >= BAR_FROM { ProgressBar::new(paths.len() as u64) } else { ProgressBar::hidden() };
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(paths.len())));
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(paths.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((at, path)) = take(&next, &paths) {
                    let checked = look_at(talk, path, &check);
                    bar.inc(1);
                    if let Ok(mut done) = done.lock() {
                        done.push((at, Looked { path: path.to_owned(), checked }));
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut looked = done.into_inner().unwrap_or_default();
    looked.sort_by_key(|(at, _)| *at);
    looked.into_iter().map(|(_, one)| one).collect()
}

fn take<'a>(next: &AtomicUsize, paths: &'a [PathBuf]) -> Option<(usize, &'a Path)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    paths.get(at).map(|path| (at, path.as_path()))
}

fn look_at(talk: Talk, path: &Path, check: &impl Fn(&[u8]) -> app::Result<Checked>) -> Result<Checked, Refused> {
    let too_large = Refusal::BodyTooLarge { limit: format!("{FILE_MB_MAX} MB") };
    let bytes = talk.file(path, FILE_MB_MAX, too_large).map_err(|error| Refused {
        code: "file".to_owned(),
        sentence: error.to_string(),
        exit: error.downcast_ref::<Stop>().map_or(exit::FAILED, |stop| stop.exit),
    })?;
    document::plain(bytes, FILE_MB_MAX).and_then(|bytes| check(&bytes)).map_err(|error| {
        let sentence = error.refusal().map_or_else(|| error.to_string(), |refusal| talk.w.refusal(&refusal));
        let code = error.refusal().map_or("file", |refusal| refusal.code()).to_owned();
        Refused { code, sentence, exit: exit::of_status(web::status(&error)) }
    })
}

fn tell(talk: Talk, one: &Looked) {
    let name = one.path.display();
    let checked = match &one.checked {
        Ok(checked) => checked,
        Err(refused) => return talk.out(&format!("✗ {name}  {}: {}", refused.code, refused.sentence)),
    };
    let counts = talk.w.document_counts(checked.count(Gravity::Error), checked.count(Gravity::Note), checked.count(Gravity::Warning));
    let mark = if checked.is_valid() { "✓" } else { "✗" };
    talk.out(&format!("{mark} {name}  {}  {counts}", checked.form));
    if checked.draft {
        talk.out(&format!("  {}", talk.w.document_draft()));
    }
    for finding in checked.findings.iter().take(SHOWN_MAX) {
        let gravity = talk.w.document_gravity_word(finding.gravity.key());
        let line = finding.line.map(|line| format!("  {}", talk.w.document_line(line))).unwrap_or_default();
        talk.out(format!("  {gravity}  {}{line}  {}", finding.code, finding.pointer).trim_end());
        advice(talk, finding)
            .lines()
            .chain([finding.detail.as_str()])
            .filter(|line| !line.is_empty())
            .for_each(|line| talk.out(&format!("      {line}")));
    }
    if checked.findings.len() > SHOWN_MAX {
        talk.out(&format!("  {}", talk.w.cli_more(checked.findings.len() - SHOWN_MAX)));
    }
}

fn advice(talk: Talk, finding: &Finding) -> &'static str {
    talk.w.pick(finding.advice.0, finding.advice.1)
}

fn as_json(talk: Talk, one: &Looked) -> Value {
    let file = one.path.display().to_string();
    let checked = match &one.checked {
        Ok(checked) => checked,
        Err(refused) => return json!({ "file": file, "valid": false, "code": refused.code, "detail": refused.sentence }),
    };
    let findings: Vec<Value> = checked
        .findings
        .iter()
        .map(|f| {
            json!({
                "gravity": f.gravity.key(), "code": f.code, "pointer": f.pointer, "line": f.line, "detail": f.detail, "advice": advice(talk, f),
            })
        })
        .collect();
    json!({
        "file": file, "form": checked.form, "draft": checked.draft, "valid": checked.is_valid(), "errors": checked.count(Gravity::Error),
        "warnings": checked.count(Gravity::Warning), "notes": checked.count(Gravity::Note), "findings": findings,
    })
}

fn sarif(talk: Talk, looked: &[Looked]) -> String {
    let mut found = Vec::new();
    for one in looked {
        let uri = one.path.display().to_string();
        match &one.checked {
            Ok(checked) => {
                for finding in &checked.findings {
                    found.push(document::Reported { uri: uri.clone(), message: said(talk, finding), finding: finding.clone() });
                }
            }
            Err(refused) => found.push(document::Reported {
                uri,
                message: refused.sentence.clone(),
                finding: Finding {
                    gravity: Gravity::Error,
                    code: refused.code.clone(),
                    pointer: String::new(),
                    line: None,
                    detail: String::new(),
                    advice: ("", ""),
                },
            }),
        }
    }
    document::sarif(&found, env!("CARGO_PKG_VERSION"))
}

fn said(talk: Talk, finding: &Finding) -> String {
    let advice = advice(talk, finding);
    if advice.is_empty() { finding.detail.clone() } else { format!("{advice} ({})", finding.detail) }
}
