//! SBOMs of releases: received, read, kept, matched.

use crate::finding::{self, Reconciled};
use crate::product::{self, ReleaseForm, standing};
use crate::unpack::{self, Packed};
use crate::{Ctx, Error, Fault, Result, secret};
use domain::access::{self, Act};
use domain::event::{Event, ThingRef};
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use formats::problem::Problem;
use formats::sbom::{Options, SbomComponent, SbomFault};
use matching::{Component, Said, Says};
use packages::cpe::Cpe;
use packages::purl::Purl;
use std::borrow::Cow;
use store::Tx;
use store::catalogue::{NewComponent, NewSbom, Release, Sbom};

/// Compression of the bytes that are kept.
const ZSTD_LEVEL: i32 = 6;
/// Unpacked bytes from which SBOMs are read one after the other.
pub(crate) const LARGE_BYTES: usize = 16_000_000;
/// Problems kept beside an SBOM.
const PROBLEMS_KEPT_MAX: usize = 500;

/// An SBOM as it arrives.
#[derive(Debug, Clone)]
pub struct Push {
    /// Slug of the product.
    pub product: String,
    /// Version of the release.
    pub version: String,
    /// The bytes; gzip and zstd are unpacked.
    pub bytes: Vec<u8>,
    /// A purl that cannot be read and a cycle are faults.
    pub strict: bool,
    /// An SBOM without components is welcome.
    pub allow_empty: bool,
    /// A release that is not there yet is added, in the same transaction as the SBOM.
    pub create: bool,
}

/// Something met while reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemRow {
    /// Stable code.
    pub code: String,
    /// Where in the file.
    pub pointer: String,
    /// What was met.
    pub detail: String,
}

/// What became of an SBOM.
#[derive(Debug, Clone)]
pub struct Pushed {
    /// `product@version`.
    pub release: String,
    /// The same bytes were there already; nothing was added.
    pub unchanged: bool,
    /// Form and version, such as `CycloneDX 1.6`.
    pub format: String,
    /// Components that it names.
    pub components: usize,
    /// Of these, how many could be matched.
    pub matchable: usize,
    /// What was met while reading.
    pub problems: Vec<ProblemRow>,
    /// What it did to the findings.
    pub findings: Reconciled,
}

/// Takes in an SBOM for a release and matches it.
///
/// # Errors
/// One of the `sbom.*` refusals with nothing stored, no such release, or the refusal of the access table.
pub async fn push(ctx: &Ctx, push: Push) -> Result<Pushed> {
    ctx.enter(Act::ReleaseEdit)?;
    let standing = writable(ctx, &push).await?;
    let limits = ctx.house.config.limits.clone();
    let digest = secret::sha256_hex(&push.bytes);
    if let Some(release) = &standing
        && let Some(same) = unchanged(ctx, release, &digest).await?
    {
        return Ok(same);
    }
    let (strict, allow_empty) = (push.strict, push.allow_empty);
    let (product, version) = (push.product, push.version);
    let (bytes, size) = blocking("measuring an SBOM", move || {
        let size = unpack::measure(&push.bytes, &limits).map_err(packed)?;
        Ok((push.bytes, size))
    })
    .await?;
    // Large ones are read one after the other: each may take several times its size in memory.
    let turn = if size > LARGE_BYTES { Some(ctx.house.reading.acquire().await) } else { None };
    let limits = ctx.house.config.limits.clone();
    let (new, components, problems) = blocking("reading an SBOM", move || {
        let bytes = unpack::unpack(bytes, size).map_err(packed)?;
        let read = formats::sbom::read(&bytes, &Options { strict, allow_empty, ..Options::default() })
            .map_err(|f| refusal(f, limits.sbom_unpacked_mb))?;
        let kept = zstd::encode_all(bytes.as_slice(), ZSTD_LEVEL).map_err(|error| Error::broken("compressing an SBOM", error))?;
        let components = library::components(&read);
        let rows = read.components.iter().zip(&components).map(|(raw, parsed)| row(raw, parsed)).collect();
        let problem = |p: &Problem| ProblemRow { code: p.code.to_owned(), pointer: p.pointer.clone(), detail: p.detail.clone() };
        let problems: Vec<ProblemRow> = read.problems.iter().map(problem).collect();
        let new = NewSbom { digest, format: read.format, bytes: kept, problems: problems_json(&problems), components: rows };
        Ok((new, components, problems))
    })
    .await?;
    drop(turn);
    let judged = finding::judge(ctx, components).await?;
    let matchable = new.components.iter().filter(|c| c.unmatchable.is_none()).count();
    let (format, count) = (new.format.clone(), new.components.len());
    let (key, findings) = ctx
        .transact(move |tx, viewer, now| {
            let release = match standing {
                Some(release) => release,
                None => added(tx, viewer, &product, &version, now)?,
            };
            let sbom = tx.put_sbom(release.id, &new, now)?;
            let event = Event::new("sbom", "accepted", ThingRef::new("release", release.key()))
                .with("format", &new.format)
                .with("components", new.components.len())
                .with("digest", &new.digest);
            tx.record(viewer, &[event], now)?;
            tx.set_candidates(sbom, judged.candidates)?;
            Ok((release.key(), finding::reconcile(tx, viewer, &release, &judged, now)?))
        })
        .await?;
    Ok(Pushed { release: key, unchanged: false, format, components: count, matchable, problems, findings })
}

/// The release that the SBOM is for; none where it is to be added, and may be.
async fn writable(ctx: &Ctx, push: &Push) -> Result<Option<Release>> {
    let limit = ctx.house.config.limits.sbom_mb;
    if push.bytes.len() > limit.saturating_mul(1_000_000) {
        return Err(Refusal::SbomTooLarge { limit: limit.to_string() }.into());
    }
    let (product, version, create) = (push.product.clone(), push.version.clone(), push.create);
    ctx.read(move |tx, viewer| match tx.release(viewer, &product, &version)? {
        Some(release) => {
            access::allow(viewer, Act::ReleaseEdit, standing(&release))?;
            Ok(Some(release))
        }
        None if create => {
            product::checked_version(&version)?;
            product::may_add_release(tx, viewer, &product)?;
            Ok(None)
        }
        None => Err(Error::not_found()),
    })
    .await
}

/// Adds the release; one that somebody else has added meanwhile is taken as it is.
fn added(tx: &mut Tx<'_>, viewer: &Viewer, product: &str, version: &str, now: Instant) -> Result<Release> {
    let found = product::may_add_release(tx, viewer, product)?;
    if tx.release(viewer, product, version)?.is_none() {
        product::write_release(tx, viewer, &found, &product::checked_version(version)?, &ReleaseForm::default(), now)?;
    }
    tx.release(viewer, product, version)?.ok_or_else(Error::not_found)
}

async fn unchanged(ctx: &Ctx, release: &Release, digest: &str) -> Result<Option<Pushed>> {
    let id = release.id;
    let current = ctx.read(move |tx, viewer| Ok(tx.current_sbom(viewer, id)?)).await?;
    Ok(current.filter(|sbom| sbom.digest == digest).map(|sbom| Pushed {
        release: release.key(),
        unchanged: true,
        components: usize::try_from(sbom.components).unwrap_or(0),
        matchable: usize::try_from(sbom.matchable).unwrap_or(0),
        problems: problems_of(&sbom),
        format: sbom.format,
        findings: Reconciled::default(),
    }))
}

/// Runs work for the processor beside the people's requests.
pub(crate) async fn blocking<T: Send + 'static>(doing: &'static str, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::broken(doing, error))?
}

fn packed(fault: Packed) -> Error {
    match fault {
        Packed::TooLarge(limit) => Refusal::SbomTooLarge { limit: limit.to_string() }.into(),
        Packed::Truncated(n) => Refusal::SbomTruncated { n: n.to_string() }.into(),
        Packed::Failed(error) => Error::broken("unpacking an SBOM", error),
    }
}

pub(crate) fn refusal(fault: SbomFault, limit: usize) -> Error {
    let at = match &fault {
        SbomFault::Schema { pointer, .. } | SbomFault::DuplicateRef { pointer, .. } | SbomFault::BadPurl { pointer, .. } => pointer.clone(),
        _ => String::new(),
    };
    let refusal = match fault {
        SbomFault::Truncated { byte } => Refusal::SbomTruncated { n: byte.to_string() },
        SbomFault::Unsupported { format } => Refusal::SbomUnsupported { format },
        SbomFault::Schema { format, n, pointer } => Refusal::SbomSchema { format, n: n.to_string(), pointer },
        SbomFault::NoComponents => Refusal::SbomNoComponents,
        SbomFault::DuplicateRef { reference, .. } => Refusal::SbomDuplicateRef { r#ref: reference },
        SbomFault::BadPurl { purl, pointer } => Refusal::SbomBadPurl { purl, pointer },
        SbomFault::Cycle { path } => Refusal::SbomCycle { path },
        SbomFault::Encoding { byte } => Refusal::SbomEncoding { n: byte.to_string() },
        SbomFault::TooLarge { .. } => Refusal::SbomTooLarge { limit: limit.to_string() },
    };
    // A line or the whole document is no pointer; the sentence says it.
    if at.starts_with('/') { Error::Fields(vec![Fault::new(at, refusal)]) } else { refusal.into() }
}

/// A component for the matcher, from the ledger.
pub(crate) fn component_of_row(row: &store::catalogue::Component) -> Component {
    let words = |text: &Option<String>| text.iter().flat_map(|all| all.split(' ')).map(str::to_owned).collect::<Vec<_>>();
    let purls = row.purl.iter().cloned().chain(words(&row.other_purls));
    Component {
        name: row.name.clone(),
        version: row.version.clone(),
        purls: purls.filter_map(|text| Purl::parse(&text).ok()).collect(),
        cpe: words(&row.cpe).iter().filter_map(|text| Cpe::parse(text).ok()).collect(),
        supplier: None,
        said: row.said.as_deref().map(said_of_json).unwrap_or_default(),
    }
}

fn said_json(said: &[Said]) -> Option<String> {
    let list: Vec<_> = said.iter().map(|said| serde_json::json!([said.vulnerability, said.says.word(), said.by])).collect();
    (!list.is_empty()).then(|| serde_json::Value::Array(list).to_string())
}

fn said_of_json(text: &str) -> Vec<Said> {
    let list: Vec<[String; 3]> = serde_json::from_str(text).unwrap_or_default();
    let said = |[vulnerability, says, by]: [String; 3]| Some(Said { vulnerability, says: Says::of_word(&says)?, by });
    list.into_iter().filter_map(said).collect()
}

fn owned(text: Option<&Cow<'_, str>>) -> Option<String> {
    text.map(ToString::to_string)
}

fn row(raw: &SbomComponent<'_>, parsed: &Component) -> NewComponent {
    NewComponent {
        reference: raw.reference.to_string(),
        name: raw.name.to_string(),
        version: owned(raw.version.as_ref()),
        purl: owned(raw.purl.as_ref()),
        cpe: (!raw.cpes.is_empty()).then(|| raw.cpes.join(" ")),
        other_purls: (!raw.other_purls.is_empty()).then(|| raw.other_purls.join(" ")),
        supplier: owned(raw.supplier.as_ref()),
        said: said_json(&parsed.said),
        kind: raw.kind.as_deref().unwrap_or("library").to_owned(),
        unmatchable: matching::unmatchable(parsed).map(str::to_owned),
        keys: matching::keys(parsed),
    }
}

fn problems_json(problems: &[ProblemRow]) -> String {
    let list: Vec<_> = problems
        .iter()
        .take(PROBLEMS_KEPT_MAX)
        .map(|p| serde_json::json!({ "code": p.code, "pointer": p.pointer, "detail": p.detail }))
        .collect();
    serde_json::Value::Array(list).to_string()
}

/// The problems kept beside an SBOM.
#[must_use]
pub fn problems_of(sbom: &Sbom) -> Vec<ProblemRow> {
    let list: Vec<serde_json::Value> = serde_json::from_str(&sbom.problems).unwrap_or_default();
    let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap_or("").to_owned();
    list.iter().map(|p| ProblemRow { code: text(p, "code"), pointer: text(p, "pointer"), detail: text(p, "detail") }).collect()
}

/// The current SBOM of a release and its components.
///
/// # Errors
/// No such release, or the refusal of the access table.
pub async fn current(ctx: &Ctx, product: String, version: String) -> Result<(Release, Option<Sbom>, Vec<store::catalogue::Component>)> {
    ctx.enter(Act::StaffRead)?;
    ctx.read(move |tx, viewer| {
        let release = tx.release(viewer, &product, &version)?.ok_or_else(Error::not_found)?;
        let sbom = tx.current_sbom(viewer, release.id)?;
        let components = tx.components(viewer, release.id)?;
        Ok((release, sbom, components))
    })
    .await
}
